import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, open, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { cleanEnvironment } from "../environment.ts";
import { unavailable } from "../errors.ts";
import { isSameProcess, processIdentity } from "../process-identity.ts";
import type { StartAgentInput } from "../protocol/agents.ts";
import { type AgentContext, type AgentServer, agentFolder } from "./agent-state.ts";
import { findOpenCode } from "./find-opencode.ts";
import { isHealthy } from "./health.ts";
import { agentMarker, writeAgentShell } from "./write-shell.ts";

const bootDeadlineMs = 60_000;
const healthDeadlineMs = 1000;
const pollMs = 100;

/**
 * Nothing that would run the repository's own code with the server's environment (formatters, language servers), and nothing that
 * calls home. The lowest of OpenCode's configurations: what the caller renders stands above it.
 */
const baseConfig = { autoupdate: false, share: "disabled", formatter: false, lsp: false, snapshot: false };

/** OpenCode would install this package from npm unless its lock file says that it is there; nothing of it is used. */
const pluginLock = JSON.stringify({
  lockfileVersion: 3,
  packages: { "": { dependencies: { "@opencode-ai/plugin": "*" } } },
});

const switches = {
  OPENCODE_DISABLE_AUTOUPDATE: "1",
  OPENCODE_DISABLE_SHARE: "1",
  OPENCODE_DISABLE_MODELS_FETCH: "1",
  OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
  OPENCODE_DISABLE_PROJECT_CONFIG: "1",
  OPENCODE_DISABLE_CLAUDE_CODE: "1",
  OPENCODE_DISABLE_EXTERNAL_SKILLS: "1",
  OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
  // In the place of its file among the sessions, where an agent could name an address to take configuration from.
  OPENCODE_AUTH_CONTENT: "{}",
};

/** Begins the server's process, in a group of its own that outlives this program. `untilHealthy` waits for it. */
export async function launch(
  context: AgentContext,
  key: string,
  directory: string,
  input: StartAgentInput,
): Promise<AgentServer> {
  const program = await findOpenCode(context);
  const folder = agentFolder(context, key);
  const homes = await makeHomes(folder);
  const shell = await writeAgentShell(folder, input.shellEnv);
  const port = await freePort();
  const password = randomBytes(32).toString("hex");
  const log = await open(join(folder, "server.log"), "w", 0o600);
  try {
    const child = spawn(program, ["serve", "--hostname", "127.0.0.1", "--port", String(port)], {
      cwd: directory,
      env: cleanEnvironment({
        ...input.env,
        ...switches,
        ...homes,
        SHELL: shell,
        OPENCODE_SERVER_PASSWORD: password,
        [agentMarker]: folder,
      }),
      stdio: ["ignore", log.fd, log.fd],
      detached: true,
    });
    const failed = new Promise<never>((_, reject) => child.once("error", reject));
    await Promise.race([once(child, "spawn"), failed]);
    child.unref();
    const { pid } = child;
    if (pid === undefined) throw new Error("it has no process id");
    const identity = (await processIdentity(pid)) ?? "";
    return { pid, identity, port, password, startedAt: new Date().toISOString() };
  } catch (error) {
    throw unavailable("OpenCode could not be started.", error);
  } finally {
    await log.close();
  }
}

/**
 * Homes of its own: neither the person's configuration nor another run's sessions are found there, nor what an agent put there
 * itself, in `.opencode` or a `.gitconfig` or in the place of a program. Only sessions stay, which are data, and its state.
 */
async function makeHomes(folder: string): Promise<Record<string, string>> {
  const homes = {
    HOME: join(folder, "home"),
    XDG_CONFIG_HOME: join(folder, "config"),
    XDG_DATA_HOME: join(folder, "data"),
    XDG_STATE_HOME: join(folder, "state"),
    XDG_CACHE_HOME: join(folder, "cache"),
  };
  for (const path of [homes.HOME, homes.XDG_CONFIG_HOME, homes.XDG_CACHE_HOME]) {
    await rm(path, { recursive: true, force: true });
  }
  for (const path of Object.values(homes)) await mkdir(path, { recursive: true, mode: 0o700 });
  const configFolder = join(homes.XDG_CONFIG_HOME, "opencode");
  await mkdir(configFolder, { recursive: true, mode: 0o700 });
  await writeFile(join(configFolder, "opencode.json"), JSON.stringify(baseConfig), { mode: 0o600 });
  await writeFile(join(configFolder, "package-lock.json"), pluginLock, { mode: 0o600 });
  await mkdir(join(configFolder, "node_modules"), { recursive: true, mode: 0o700 });
  return homes;
}

/** True once it answers; false where it ended before. Throws SERVICE_UNAVAILABLE after a minute. */
export async function untilHealthy(server: AgentServer): Promise<boolean> {
  for (const deadline = Date.now() + bootDeadlineMs; Date.now() < deadline; await wait(pollMs)) {
    if (await isHealthy(server, healthDeadlineMs)) return true;
    if (!(await isSameProcess(server.pid, server.identity))) return false;
  }
  throw unavailable(`OpenCode was started and did not become ready within ${bootDeadlineMs / 1000} s.`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw unavailable("There is no free port.");
  return address.port;
}
