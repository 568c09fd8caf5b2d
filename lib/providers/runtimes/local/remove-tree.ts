import { execFile } from "node:child_process";
import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRoot } from "./workspace-user.ts";

const run = promisify(execFile);
const deadlineMs = 10 * 60_000;

/** Removes a folder, following no link. Tools like Go leave read-only folders, which are opened first. */
export async function removeTree(folder: string): Promise<void> {
  // What somebody else may still change is not walked by name: rm(1) holds each folder open that it goes through.
  if (isRoot()) return void (await run("rm", ["-rf", "--", folder], { timeout: deadlineMs }));
  const options = { recursive: true, force: true, maxRetries: 5 } as const;
  await rm(folder, options).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EACCES" && error.code !== "EPERM") throw error;
    await openFolders(folder);
    await rm(folder, options);
  });
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(folder, entry.name));
  }
}
