import { readEnvironment } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/log.ts";
import type { Runtime } from "../port.ts";
import { requireNoEngine } from "./beside-engine.ts";
import { createLocalContext, type LocalRuntimeOptions } from "./context.ts";
import { createLocalRuntime } from "./driver.ts";
import { openWay } from "./reach.ts";
import { ensureWorkspaceUser } from "./workspace-user.ts";

let runtime: Runtime | undefined;

/** One per process, set up by the process's own variables. */
export function localRuntimeOfProcess(): Runtime {
  runtime ??= createLocalRuntime(optionsOfProcess());
  return runtime;
}

/** The name of whom workspaces run as, null for the server's own user. Throws a sentence where they cannot run. */
export async function findLocalUser(): Promise<string | null> {
  const context = createLocalContext(optionsOfProcess());
  const user = await ensureWorkspaceUser(context.workspaceUser);
  await requireNoEngine(context, user);
  await openWay(context, user);
  return user?.name ?? null;
}

function optionsOfProcess(): LocalRuntimeOptions {
  const environment = readEnvironment();
  const { home, mode, workspaceUser, dockerSocket } = environment;
  return { home, mode, workspaceUser, dockerSocket, log: createLogger(environment) };
}
