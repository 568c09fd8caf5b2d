import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const pollMs = 50;

interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
}

/**
 * Ends a server (where its id is known), its process group, its descendants, and on Linux whatever carries `marker`
 * (`NAME=value`) in its environment: SIGTERM, then SIGKILL after `graceMs`. Answers when all are gone.
 */
export async function endProcesses(pid: number | null, marker: string, graceMs: number): Promise<void> {
  const begun = await findProcesses(pid, marker);
  for (const one of begun) signal(one, "SIGTERM");
  for (const deadline = Date.now() + graceMs; Date.now() < deadline; await wait(pollMs)) {
    if ((await findProcesses(pid, marker, begun)).length === 0) return;
  }
  for (const deadline = Date.now() + graceMs; Date.now() < deadline; await wait(pollMs)) {
    const left = await findProcesses(pid, marker, begun);
    if (left.length === 0) return;
    for (const one of left) signal(one, "SIGKILL");
  }
}

/**
 * The ids of a server's process group and of what carries `marker`, with all their descendants, never our own.
 * `known` are kept in sight also after their parents have ended.
 */
export async function findProcesses(
  pid: number | null,
  marker: string,
  known: readonly number[] = [],
): Promise<number[]> {
  const processes = await listProcesses();
  const found = new Set(known.filter((one) => processes.some((process) => process.pid === one)));
  for (const entry of processes) {
    if (entry.pid === pid || entry.group === pid || (await hasMarker(entry.pid, marker)))
      found.add(entry.pid);
  }
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const entry of processes) if (found.has(entry.parent)) found.add(entry.pid);
  }
  found.delete(process.pid);
  return [...found];
}

async function listProcesses(): Promise<ProcessEntry[]> {
  if (process.platform !== "linux") {
    const { stdout } = await run("ps", ["-axo", "pid=,ppid=,pgid=,stat="], { timeout: 5000 });
    return stdout.split("\n").flatMap((line) => {
      const [pid = "", parent = "", group = "", state = ""] = line.trim().split(/\s+/);
      if (pid === "" || state.startsWith("Z")) return [];
      return [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];
    });
  }
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    names.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => null);
      // After the name in parentheses: state, parent, group (proc(5)). The dead that nobody buried do not count.
      const [state, parent, group] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
      if (state === undefined || state === "Z" || state === "X") return [];
      return [{ pid: Number(name), parent: Number(parent), group: Number(group) }];
    }),
  );
  return entries.flat();
}

async function hasMarker(pid: number, marker: string): Promise<boolean> {
  if (process.platform !== "linux") return false;
  const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
  return environment.split("\0").includes(marker);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile.
  }
}

/** What the process has resident, in bytes; null where it is gone. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === "linux") {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  }
  const result = await run("ps", ["-o", "rss=", "-p", String(pid)], { timeout: 5000 }).catch(() => null);
  return result === null ? null : Number(result.stdout.trim()) * 1024;
}
