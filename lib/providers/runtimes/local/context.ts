import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "#lib/platform/env.ts";
import type { Logger } from "#lib/platform/log.ts";
import { version } from "#workspaced/version.ts";

export interface LocalRuntimeOptions extends Pick<Environment, "home" | "mode"> {
  /** Whom a server that is root runs workspaces as (default: a user that is made for it). */
  workspaceUser?: string | undefined;
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
  workspaceUser: string | undefined;
  nodePath: string;
  opencodePath: string | undefined;
  /** Where Lockkeeper itself is installed. */
  installedFolder: string;
  findProgram(): Promise<WorkspacedProgram>;
}

export function createLocalContext(options: LocalRuntimeOptions): LocalContext {
  const { home, mode, log, workspaceUser, nodePath = process.execPath, opencodePath, program } = options;
  const findProgram = async () => program ?? { path: await findWorkspaced(mode), version };
  return { home, log, workspaceUser, nodePath, opencodePath, installedFolder, findProgram };
}

// By its URL, for in the bundle of the pages a module has no folder.
const installedFolder = join(dirname(fileURLToPath(import.meta.url)), "../../../..");

/** The bundle where the product is built and run as such, else the source. */
async function findWorkspaced(mode: Environment["mode"]): Promise<string> {
  const source = join(installedFolder, "workspaced", "main.ts");
  if (mode !== "production") return source;
  const bundle = join(installedFolder, "dist", "workspaced.mjs");
  return access(bundle).then(
    () => bundle,
    () => source,
  );
}
