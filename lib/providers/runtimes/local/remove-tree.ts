import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes a folder, following no link. Tools like Go leave read-only folders, which are opened first. */
export async function removeTree(folder: string): Promise<void> {
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
