import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type GitContext, git } from "./run-git.ts";

/** The files that git holds to be in conflict, settled on the disk or not. */
export async function filesInConflict(context: GitContext, cwd: string): Promise<string[]> {
  const output = await git(context, cwd, ["diff", "--name-only", "--diff-filter=U", "-z"]);
  return output.split("\0").filter((path) => path !== "");
}

/**
 * Of these the ones that nobody has settled. A text that both sides changed is settled once its marks are gone. What is never
 * marked (a binary file, one that a side deleted) says nothing by itself: there only staging it does.
 */
export async function filesUnsettled(context: GitContext, cwd: string): Promise<string[]> {
  const files = await filesInConflict(context, cwd);
  if (files.length === 0) return [];
  const changedByBoth = await filesChangedByBoth(context, cwd);
  const left = await Promise.all(
    files.map(async (path) => !changedByBoth.has(path) || (await isMarked(join(cwd, path)))),
  );
  return files.filter((_, index) => left[index]);
}

/** Those with a stage of ours (2) and one of theirs (3). */
async function filesChangedByBoth(context: GitContext, cwd: string): Promise<Set<string>> {
  const output = await git(context, cwd, ["ls-files", "--unmerged", "-z"]);
  const stagesOf = new Map<string, string>();
  for (const line of output.split("\0")) {
    const [, stage, path] = /^\d+ [0-9a-f]+ ([123])\t(.*)$/s.exec(line) ?? [];
    if (stage && path) stagesOf.set(path, (stagesOf.get(path) ?? "") + stage);
  }
  return new Set([...stagesOf].flatMap(([path, stages]) => (/2.*3/.test(stages) ? [path] : [])));
}

/** A file that was deleted since is settled; one that cannot be read, or is no text, is not known to be. */
async function isMarked(path: string): Promise<boolean> {
  try {
    const content = await readFile(path);
    return content.includes(0) || /^(?:<{7}|>{7})(?: |\r?$)/m.test(content.toString("latin1"));
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ENOENT");
  }
}
