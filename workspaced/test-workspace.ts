import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkspacedConfig } from "./config.ts";
import { createContext, type WorkspacedContext } from "./context.ts";
import { runProgram } from "./run-program.ts";
import { type RunningServer, startServer } from "./server.ts";

export interface TestWorkspace {
  context: WorkspacedContext;
  server: RunningServer;
  address: { baseUrl: string; token: string };
  /** The folder of the root `workspace`. */
  folder: string;
  /** Holds everything; for what must lie outside of the root. */
  outside: string;
  config: WorkspacedConfig;
  close(): Promise<void>;
}

/** For tests: a real workspaced in this process over a temporary folder, on a port of the system's choice. */
export async function startTestWorkspace(changes: Partial<WorkspacedConfig> = {}): Promise<TestWorkspace> {
  const outside = await realpath(await mkdtemp(join(tmpdir(), "lk-workspaced-")));
  const folder = join(outside, "work");
  await mkdir(folder);
  const config: WorkspacedConfig = {
    token: "test-token-of-more-than-32-characters",
    host: "127.0.0.1",
    port: 0,
    roots: { workspace: folder },
    worktreesDir: join(outside, "worktrees"),
    stateDir: join(outside, "state"),
    terminals: "auto",
    ...changes,
  };
  const context = createContext(config);
  const server = await startServer(context);
  const address = { baseUrl: `http://127.0.0.1:${server.port}`, token: config.token };
  const close = async () => {
    await server.close();
    // Detached as it is, tmux would outlive a failed test.
    const killServer = ["-S", "tmux.sock", "kill-server"];
    await runProgram("tmux", killServer, { cwd: config.stateDir, deadlineMs: 5000 }).catch(() => undefined);
    await rm(outside, { recursive: true, force: true });
  };
  return { context, server, address, folder, outside, config, close };
}
