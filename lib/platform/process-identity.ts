import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** One run of one process. A pid alone is given again to others; with its start and realm it is not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
  /** Where the pid counts: this boot and this pid namespace. */
  readonly realm: string;
}

/** Who has this pid now; undefined when nobody does, or only a zombie that nobody has buried. */
export function identifyProcess(pid: number = process.pid): ProcessIdentity | undefined {
  const startedAt = process.platform === "linux" ? readStartTicks(pid) : askStartTime(pid);
  return startedAt === undefined ? undefined : { pid, startedAt, realm: currentRealm() };
}

/** Whether that very run still lives; undefined when it was in another realm and cannot be seen from here. */
export function isAlive(identity: ProcessIdentity): boolean | undefined {
  if (identity.realm !== currentRealm()) return undefined;
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

function currentRealm(): string {
  if (process.platform !== "linux") return hostname();
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
}

// Fields of /proc/<pid>/stat (proc_pid_stat(5)); the name in field 2 may hold spaces and brackets.
function readStartTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function askStartTime(pid: number): string | undefined {
  try {
    const options = { encoding: "utf8", timeout: 5_000 } as const;
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], options).trim() || undefined;
  } catch {
    return undefined;
  }
}
