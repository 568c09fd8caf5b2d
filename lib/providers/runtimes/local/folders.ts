import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Id } from "#lib/kernel/ids.ts";
import type { RuntimeRef } from "../port.ts";
import { localError } from "./failures.ts";

/** Every path of one workspace; all lie in a folder of its own below the home. */
export interface WorkspaceFolders {
  ref: RuntimeRef;
  folder: string;
  files: string;
  worktrees: string;
  state: string;
  /** What workspaced is started with, its token included; while it exists the workspace does. */
  configPath: string;
  /** The same for a workspaced that runs as another user. */
  handedConfigPath: string;
  /** What it was created from. */
  specPath: string;
  /** Which process was started last. */
  processPath: string;
  /** Written by workspaced. */
  recordPath: string;
  logPath: string;
  /** Outside of the folder, so that it survives its removal. */
  lockFolder: string;
}

export const workspacesFolder = (home: string): string => join(home, "workspaces");

/** A workspace's id in small letters: nothing else becomes a path. */
export const isRef = (ref: RuntimeRef): boolean => Id.safeParse(ref).success && ref === ref.toLowerCase();

/** Throws for anything but a reference of ours: some of these paths are removed. */
export function foldersOf(home: string, ref: RuntimeRef): WorkspaceFolders {
  if (!isRef(ref)) throw localError("This is not the reference of a local workspace.");
  const parent = workspacesFolder(home);
  const folder = join(parent, ref);
  const state = join(folder, "state");
  return {
    ref,
    folder,
    state,
    files: join(folder, "files"),
    worktrees: join(folder, "worktrees"),
    configPath: join(folder, "config.json"),
    handedConfigPath: join(folder, "handed-config.json"),
    specPath: join(folder, "workspace.json"),
    processPath: join(folder, "process.json"),
    recordPath: join(state, "workspaced.json"),
    logPath: join(folder, "workspaced.log"),
    lockFolder: join(parent, ".locks", ref),
  };
}

/** The references of all folders that could be workspaces. */
export async function findRefs(home: string): Promise<RuntimeRef[]> {
  const names = await readdir(workspacesFolder(home)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.filter(isRef).sort();
}

/** False where there is none. Throws where a link or a file lies in its place: what it leads to is not ours. */
export async function isPresent({ folder }: WorkspaceFolders): Promise<boolean> {
  const found = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return false;
  if (!found.isDirectory()) throw localError("The workspace's folder was replaced by something else.");
  return true;
}
