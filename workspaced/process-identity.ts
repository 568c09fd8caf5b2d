import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * A text that no other process has had under this id since the machine started: when it began. Null where it is gone.
 * What is found again by a number alone may be somebody else's process by now.
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
    // The name stands in parentheses and may hold spaces; after it come the state (Z: dead, not yet buried) and, as the
    // 20th, the start in clock ticks since boot: proc(5).
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields === undefined || fields[0] === "Z") return null;
    return fields[19] ?? null;
  }
  const args = ["-o", "lstart=", "-p", String(pid)];
  const result = await run("ps", args, { timeout: 5000 }).catch(() => null);
  return result?.stdout.trim() || null;
}

export const isSameProcess = async (pid: number, identity: string): Promise<boolean> =>
  (await processIdentity(pid)) === identity;

/** What a living process was started as, its arguments parted by blanks; null where it is gone. */
export async function processCommand(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return line === "" ? null : line.replaceAll("\0", " ").trim();
  }
  const args = ["-o", "command=", "-p", String(pid)];
  const result = await run("ps", args, { timeout: 5000 }).catch(() => null);
  return result?.stdout.trim() || null;
}
