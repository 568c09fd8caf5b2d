const workspaceRoot = "workspace";
const worktreePrefix = "worktree:";

/**
 * A root of a workspace as one word, for keys of what is cached and kept: the id of the workspace for its own folder, and
 * for a run's worktree `<id>.<name>`.
 */
export const rootIdOf = (workspaceId: string, root: string | null): string =>
  root === null || root === workspaceRoot
    ? workspaceId
    : `${workspaceId}.${root.slice(worktreePrefix.length)}`;

/** What such a word stands for, as requests name it. */
export function partsOfRoot(rootId: string): { workspaceId: string; root: string } {
  const dot = rootId.indexOf(".");
  if (dot === -1) return { workspaceId: rootId, root: workspaceRoot };
  return { workspaceId: rootId.slice(0, dot), root: `${worktreePrefix}${rootId.slice(dot + 1)}` };
}

/** The number of the task whose run a worktree belongs to; null for a root that is none. */
export function taskOfRoot(root: string): number | null {
  const [, number] = /^worktree:task-(\d+)(?:-r\d+)?$/.exec(root) ?? [];
  return number === undefined ? null : Number(number);
}

/** The folder a path lies in; "" is the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

export const joinPath = (folder: string, name: string): string =>
  folder === "" ? name : `${folder}/${name}`;

/** Whether a path is `folder` itself or lies below it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

/** `src/a.ts` → `src`; `a/b/c` → `a`, `a/b`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join("/"));
}
