import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitUnderWay } from "../protocol/git-changes.ts";
import { unlessMissing } from "../unless-missing.ts";
import { gitDirectory } from "./git-directory.ts";
import type { GitContext } from "./run-git.ts";

const heads = [
  ["MERGE_HEAD", "merge"],
  ["CHERRY_PICK_HEAD", "cherry_pick"],
  ["REVERT_HEAD", "revert"],
] as const;

/** What stopped half-way in this checkout, from the files that git itself goes by; null where nothing did. */
export async function readUnderWay(context: GitContext, cwd: string): Promise<GitUnderWay | null> {
  const folder = await gitDirectory(context, cwd);
  const read = async (name: string) =>
    (await unlessMissing(readFile(join(folder, name), "utf8")))?.trim() ?? null;
  for (const place of ["rebase-merge", "rebase-apply"]) {
    const branch = await read(`${place}/head-name`);
    if (branch === null) continue;
    const [step, steps] =
      place === "rebase-merge"
        ? [await read(`${place}/msgnum`), await read(`${place}/end`)]
        : [await read(`${place}/next`), await read(`${place}/last`)];
    return {
      kind: "rebase",
      branch: branch.startsWith("refs/heads/") ? branch.slice("refs/heads/".length) : null,
      commit: commitIn(await read("REBASE_HEAD")),
      step: Number(step ?? 0),
      steps: Number(steps ?? 0),
    };
  }
  for (const [name, kind] of heads) {
    const commit = await read(name);
    if (commit !== null) return { kind, branch: null, commit: commitIn(commit), step: 0, steps: 0 };
  }
  return null;
}

const commitIn = (text: string | null): string | null => /^[0-9a-f]{40,64}/.exec(text ?? "")?.[0] ?? null;
