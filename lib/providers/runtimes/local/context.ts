import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "#lib/platform/env.ts";
import type { Logger } from "#lib/platform/log.ts";
import { version } from "#workspaced/version.ts";

export interface LocalRuntimeOptions extends Pick<Environment, "home" | "mode"> {
  log: Logger;
  /** The Node that runs workspaced (default: the one that runs us). */
  nodePath?: string;
  /** Where agents find OpenCode (default: workspaced looks beside itself and on the PATH). */
  opencodePath?: string;
  /** Another workspaced than the one that lies beside this code. */
  program?: WorkspacedProgram;
}

export interface WorkspacedProgram {
  path: string;
  /** A running one that says another version is replaced at the next start. */
  version: string;
}

export interface LocalContext {
  home: string;
  log: Logger;
  nodePath: string;
  opencodePath: string | undefined;
  findProgram(): Promise<WorkspacedProgram>;
}

export function createLocalContext(options: LocalRuntimeOptions): LocalContext {
  const { home, mode, log, nodePath = process.execPath, opencodePath, program } = options;
  const findProgram = async () => program ?? { path: await findWorkspaced(mode), version };
  return { home, log, nodePath, opencodePath, findProgram };
}

/** The bundle where the product is built and run as such, else the source. */
async function findWorkspaced(mode: Environment["mode"]): Promise<string> {
  const folder = join(import.meta.dirname, "../../../..");
  const source = join(folder, "workspaced", "main.ts");
  if (mode !== "production") return source;
  const bundle = join(folder, "dist", "workspaced.mjs");
  return access(bundle).then(
    () => bundle,
    () => source,
  );
}
