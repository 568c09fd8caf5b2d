import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ModelRequest } from "#e2e/fixtures/scripted-model/turns.ts";
import { startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { type AgentContractSetup, describeAgentContract } from "#lib/providers/agents/contract.ts";
import { contractScript } from "#lib/providers/agents/contract-script.ts";
import type { AgentEvent, AgentProtocol } from "#lib/providers/agents/port.ts";
import { openCode } from "./driver.ts";
import { type OpenCodeServer, startOpenCode } from "./fixtures/server.ts";
import { createWorktree } from "./fixtures/worktree.ts";

type Setup = Omit<AgentContractSetup, "start"> & {
  start: () => Promise<OpenCodeServer>;
  requests: readonly ModelRequest[];
};

async function setUp(protocol: AgentProtocol): Promise<Setup> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-agent-"));
  const directory = await createWorktree(folder);
  const model = await startScriptedModel({ script: contractScript(directory) });
  const gateway = { baseUrl: model.baseUrl, token: "token-of-one-run", protocol };
  const instructionFiles = [join(directory, "AGENTS.md"), join(directory, "no-such-file.md")];
  await writeFile(join(directory, "AGENTS.md"), "Always be brief.\n");
  const prices = { input: 3, output: 15 };
  const environment = { model: "scripted", gateway, prices, instructionFiles };
  return {
    driver: openCode,
    directory,
    model: "scripted",
    start: () => startOpenCode({ directory, stateDir: join(folder, "state"), environment }),
    requests: model.requests,
    close: async () => {
      const strangers = model.requests.filter((request) => request.credential !== "token-of-one-run");
      await model.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      if (strangers.length > 0) throw new Error("The agent asked the model without the gateway's token.");
    },
  };
}

describeAgentContract("OpenCode over an OpenAI-compatible gateway", () => setUp("openai"));

test("OpenCode works over an Anthropic gateway, and it installs nothing from the network", {
  timeout: 90_000,
}, async () => {
  const setup = await setUp("anthropic");
  const host = await setup.start();
  try {
    const input = { title: "Anthropic", runId: "run", model: setup.model };
    const { sessionId } = await openCode.createSession(host.endpoint, input);
    const messageId = await openCode.createMessageId(host.endpoint, sessionId);
    const prompt = { messageId, text: "contract: write and run", instructions: "Explain each step." };
    await openCode.prompt(host.endpoint, sessionId, prompt);
    const events: AgentEvent[] = [];
    for await (const event of openCode.follow(host.endpoint, sessionId, { since: messageId }))
      events.push(event);
    expect(events.at(-1)).toMatchObject({ kind: "turn_finished", reason: "completed" });
    expect(await readdir(setup.directory)).toContain("written.txt");
    expect(setup.requests[0]?.system).toContain("Always be brief.");
    expect(setup.requests[0]?.system).toContain("Explain each step.");
    expect(await readdir(join(host.folder, "config", "opencode", "node_modules"))).toEqual([]);
  } finally {
    await host.kill();
    await setup.close();
  }
});
