import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

interface AskOptions {
  /** The folder whose package-lock.json is asked about. */
  folder: string;
  /** In the place of the one that npm is set to. */
  registry?: string;
  deadlineMs?: number;
}

/** What `npm audit --json` prints of the packages in a folder; null where npm is not there or says nothing in time. */
export async function askAudit({
  folder,
  registry,
  deadlineMs = 60_000,
}: AskOptions): Promise<string | null> {
  const elsewhere = registry === undefined ? [] : [`--registry=${registry}`];
  const child = spawn("npm", ["audit", "--json", "--package-lock-only", ...elsewhere], {
    cwd: folder,
    timeout: deadlineMs,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const failed = new Promise<null>((resolve) => child.once("error", () => resolve(null)));
  return await Promise.race([text(child.stdout), failed]);
}
