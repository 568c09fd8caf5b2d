import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { unlessMissing } from "../unless-missing.ts";
import type { GitContext } from "./run-git.ts";

const WorktreeRecord = z.object({
  branch: z.string(),
  baseCommit: z.string(),
  /** The branch was made for this worktree. */
  isNewBranch: z.boolean(),
  /** False from before its creation begins until it is complete. */
  isReady: z.boolean(),
});
export type WorktreeRecord = z.infer<typeof WorktreeRecord>;

const folderOf = (context: GitContext): string => join(context.config.stateDir, "worktrees");
const pathOf = (context: GitContext, name: string): string => join(folderOf(context), `${name}.json`);

export async function readRecord(context: GitContext, name: string): Promise<WorktreeRecord | null> {
  const text = await unlessMissing(readFile(pathOf(context, name), "utf8"));
  return text === null ? null : WorktreeRecord.parse(JSON.parse(text));
}

export async function writeRecord(context: GitContext, name: string, record: WorktreeRecord): Promise<void> {
  await mkdir(folderOf(context), { recursive: true, mode: 0o700 });
  const path = pathOf(context, name);
  await writeFile(`${path}.tmp`, JSON.stringify(record), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

export const removeRecord = (context: GitContext, name: string): Promise<void> =>
  rm(pathOf(context, name), { force: true });
