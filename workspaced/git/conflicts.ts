import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { gitFailure } from "./failure.ts";
import { fileAt, pathOf, pathsIn } from "./path-bytes.ts";
import { type GitContext, runGit } from "./run-git.ts";
import { submodules } from "./status.ts";

/** The files that git holds to be in conflict, settled on the disk or not. */
export async function filesInConflict(context: GitContext, cwd: string): Promise<string[]> {
  const args = ["diff", "--name-only", "--diff-filter=U", "-z", submodules];
  const result = await runGit(context, cwd, args);
  if (result.code !== 0) throw gitFailure(result);
  return pathsIn(result.stdoutBytes);
}

/**
 * Of these the ones that nobody has settled. A text that both sides changed is settled once its marks are gone. What is never
 * marked (a binary file, one that a side deleted) says nothing by itself: there only staging it does.
 */
export async function filesUnsettled(context: GitContext, cwd: string): Promise<string[]> {
  const files = await filesInConflict(context, cwd);
  if (files.length === 0) return [];
  const stages = await stagesOf(context, cwd);
  const isChangedByBoth = (path: string) => ["2", "3"].every((stage) => stages.get(path)?.has(stage));
  const open = new Set(await chosenBy(cwd, files.filter(isChangedByBoth), isOpen));
  return files.filter((path) => !isChangedByBoth(path) || open.has(path));
}

/** Those that git's marks are in. */
export const markedOf = (cwd: string, paths: readonly string[]): Promise<string[]> =>
  chosenBy(cwd, paths, isMarked);

/** One after the other: all of them at once would be as much memory as they are large. */
async function chosenBy(
  cwd: string,
  paths: readonly string[],
  isChosen: (cwd: string, path: string) => Promise<boolean>,
): Promise<string[]> {
  const chosen: string[] = [];
  for (const path of paths) if (await isChosen(cwd, path)) chosen.push(path);
  return chosen;
}

/** A file that was deleted since is settled; one that cannot be read, is no text or is large, is not known to be. */
async function isOpen(cwd: string, path: string): Promise<boolean> {
  const content = await readConflicted(cwd, path);
  return content !== null && (typeof content === "string" || content.includes(0) || hasMarks(content));
}

/** Whether git's marks are in a text. A binary file or a link never had any; a large text is not looked through. */
export async function isMarked(cwd: string, path: string): Promise<boolean> {
  const content = await readConflicted(cwd, path);
  if (content === null || typeof content === "string") return content === "unreadable";
  return !content.includes(0) && hasMarks(content);
}

const hasMarks = (content: Buffer): boolean => /^(?:<{7}|>{7})(?: |\r?$)/m.test(content.toString("latin1"));

const bytesMax = 5 * 1024 * 1024;
/** Neither a link to somewhere else is followed nor a pipe waited for. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

async function readConflicted(cwd: string, path: string): Promise<Buffer | "unreadable" | "no text" | null> {
  try {
    return (await readText(fileAt(cwd, path))) ?? "no text";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    // O_NOFOLLOW's word for a link; ENXIO is a socket's.
    if (code === "ELOOP" || code === "ENXIO") return "no text";
    return code === "ENOENT" ? null : "unreadable";
  }
}

async function readText(file: string | Buffer): Promise<Buffer | null> {
  const handle = await open(file, flags);
  try {
    const state = await handle.stat();
    if (!state.isFile() || state.size > bytesMax) return null;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(state.size), 0, state.size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

export interface Stage {
  mode: string;
  sha: string;
}

/** The versions of each file in conflict (or of each that was, and is settled): 1 the base, 2 ours, 3 theirs. */
export async function stagesOf(
  context: GitContext,
  cwd: string,
  which: "--unmerged" | "--resolve-undo" = "--unmerged",
): Promise<Map<string, Map<string, Stage>>> {
  const result = await runGit(context, cwd, ["ls-files", which, "-z"]);
  if (result.code !== 0) throw gitFailure(result);
  const stages = new Map<string, Map<string, Stage>>();
  for (const record of result.stdoutBytes.toString("latin1").split("\0")) {
    const [, mode = "", sha = "", stage = "", bytes] =
      /^(\d+) ([0-9a-f]+) ([123])\t(.*)$/s.exec(record) ?? [];
    if (bytes === undefined) continue;
    const path = pathOf(Buffer.from(bytes, "latin1"));
    const known = stages.get(path) ?? new Map<string, Stage>();
    stages.set(path, known.set(stage, { mode, sha }));
  }
  return stages;
}
