import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

const atOnceMax = 32;

/** What lies below a folder, in bytes, links not followed. `isWhole` is false where the time did not suffice. */
export async function measureFolder(
  folder: string,
  deadlineMs: number,
): Promise<{ sizeBytes: number; isWhole: boolean }> {
  const until = performance.now() + deadlineMs;
  const waiting = [folder];
  let sizeBytes = 0;
  while (waiting.length > 0) {
    if (performance.now() > until) return { sizeBytes, isWhole: false };
    const batch = waiting.splice(-atOnceMax);
    const found = await Promise.all(batch.map(measureEntries));
    for (const { bytes, folders } of found) {
      sizeBytes += bytes;
      waiting.push(...folders);
    }
  }
  return { sizeBytes, isWhole: true };
}

/** What vanishes meanwhile or may not be read counts nothing. */
async function measureEntries(folder: string): Promise<{ bytes: number; folders: string[] }> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders: string[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) folders.push(path);
    else
      bytes += await lstat(path).then(
        ({ size }) => size,
        () => 0,
      );
  }
  return { bytes, folders };
}
