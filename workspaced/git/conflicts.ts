import { readFile } from "node:fs/promises";
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
  const left = await Promise.all(
    files.map(async (path) => !isChangedByBoth(path) || (await isOpen(cwd, path))),
  );
  return files.filter((_, index) => left[index]);
}

/** A file that was deleted since is settled; one that cannot be read, or is no text, is not known to be. */
async function isOpen(cwd: string, path: string): Promise<boolean> {
  const content = await readConflicted(cwd, path);
  return content !== null && (content === "unreadable" || content.includes(0) || hasMarks(content));
}

/** Whether git's marks are in a text. A binary file never had any. */
export async function isMarked(cwd: string, path: string): Promise<boolean> {
  const content = await readConflicted(cwd, path);
  return content !== null && (content === "unreadable" || (!content.includes(0) && hasMarks(content)));
}

const hasMarks = (content: Buffer): boolean => /^(?:<{7}|>{7})(?: |\r?$)/m.test(content.toString("latin1"));

async function readConflicted(cwd: string, path: string): Promise<Buffer | "unreadable" | null> {
  try {
    return await readFile(fileAt(cwd, path));
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? null : "unreadable";
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
