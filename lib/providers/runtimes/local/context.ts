import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "#lib/platform/env.ts";
import type { Logger } from "#lib/platform/log.ts";
import { version } from "#workspaced/version.ts";
import { bundlePath, installedFolder } from "../workspaced-bundle.ts";

export interface LocalRuntimeOptions extends Pick<Environment, "home" | "mode"> {
  /** Of the container engine on this machine, if any (default: none). */
  dockerSocket?: string | undefined;
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
  dockerSocket: string | undefined;
  nodePath: string;
  opencodePath: string | undefined;
  /** Where Lockkeeper itself is installed. */
  installedFolder: string;
  findProgram(): Promise<WorkspacedProgram>;
}

export function createLocalContext(options: LocalRuntimeOptions): LocalContext {
  const { home, mode, log, workspaceUser, dockerSocket, program } = options;
  const { nodePath = process.execPath, opencodePath } = options;
  const findProgram = async () => program ?? { path: await findWorkspaced(mode), version };
  return { home, log, workspaceUser, dockerSocket, nodePath, opencodePath, installedFolder, findProgram };
}

/** The bundle where the product is built and run as such, else the source. */
async function findWorkspaced(mode: Environment["mode"]): Promise<string> {
  const source = join(installedFolder, "workspaced", "main.ts");
  if (mode !== "production") return source;
  return access(bundlePath).then(
    () => bundlePath,
    () => source,
  );
}
