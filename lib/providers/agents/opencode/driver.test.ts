import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { type AgentContractSetup, describeAgentContract } from "#lib/providers/agents/contract.ts";
import { contractScript } from "#lib/providers/agents/contract-script.ts";
import type { AgentProtocol } from "#lib/providers/agents/port.ts";
import { openCode } from "./driver.ts";
import { startOpenCode } from "./fixtures/server.ts";
import { createWorktree } from "./fixtures/worktree.ts";

async function setUp(protocol: AgentProtocol): Promise<AgentContractSetup> {
  const homeFolder = await mkdtemp(join(tmpdir(), "lockkeeper-agent-"));
  const directory = await createWorktree(homeFolder);
  const model = await startScriptedModel({ script: contractScript(directory) });
  const gateway = { baseUrl: model.baseUrl, token: "token-of-one-run", protocol };
  const environment = { model: "scripted", gateway, prices: { input: 3, output: 15 } };
  return {
    driver: openCode,
    directory,
    model: "scripted",
    start: () => startOpenCode({ homeFolder, directory, environment }),
    close: async () => {
      const strangers = model.requests.filter((request) => request.credential !== "token-of-one-run");
      await model.close();
      await rm(homeFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      if (strangers.length > 0) throw new Error("The agent asked the model without the gateway's token.");
    },
  };
}

describeAgentContract("OpenCode over an OpenAI-compatible gateway", () => setUp("openai"));
