import { lstat, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { unlessMissing } from "../unless-missing.ts";
import { gitPath } from "./repository.ts";
import type { GitContext } from "./run-git.ts";

/** Where this checkout keeps its index and its heads; found without starting git where `.git` tells it. */
export async function gitDirectory(context: GitContext, cwd: string): Promise<string> {
  const path = join(cwd, ".git");
  const state = await unlessMissing(lstat(path));
  if (state?.isDirectory()) return path;
  if (state?.isFile()) {
    const [, target] = /^gitdir: (.+?)\n?$/s.exec(await readFile(path, "utf8")) ?? [];
    if (target !== undefined) return resolve(cwd, target);
  }
  return gitPath(context, cwd, ".");
}
