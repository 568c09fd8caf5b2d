import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspacedContext } from "./context.ts";
import { check, invalid, notFound } from "./errors.ts";
import { RootName } from "./protocol/service.ts";

export interface Root {
  name: string;
  /** Absolute and free of symbolic links. */
  path: string;
}

const worktreePrefix = "worktree:";

/** Finds the folder of a root. Throws VALIDATION_ERROR for a malformed name, NOT_FOUND where there is none. */
export async function resolveRoot(context: Pick<WorkspacedContext, "config">, root?: string): Promise<Root> {
  const name = check(RootName, root === "" ? undefined : root);
  if (name.startsWith(worktreePrefix)) return resolveWorktree(context, name);
  const configured = context.config.roots[name];
  if (configured === undefined) throw notFound(`root as ${name}`);
  return { name, path: await realpathOrNotFound(configured, name) };
}

async function resolveWorktree(context: Pick<WorkspacedContext, "config">, name: string): Promise<Root> {
  const folder = name.slice(worktreePrefix.length);
  const parent = await realpathOrNotFound(context.config.worktreesDir, name);
  const path = await realpathOrNotFound(join(parent, folder), name);
  // A worktree that is itself a link would make another folder of the machine a root.
  if (path !== join(parent, folder)) throw invalid("root", "is a link and not a worktree");
  return { name, path };
}

async function realpathOrNotFound(path: string, name: string): Promise<string> {
  return realpath(path).catch(() => {
    throw notFound(`root as ${name}`);
  });
}
