import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { findProcesses, residentBytes } from "#workspaced/agents/process-tree.ts";
import type { Stats, StatsOptions } from "../port.ts";

const defaultIntervalMs = 2000;

/** Linux counts processor time for programs in hundredths of a second, whatever the kernel's own tick: times(2). */
const ticksPerSecond = 100;

/** Of a process tree the system keeps no sums that outlive its processes. */
const notCounted = {
  memoryMaxBytes: null,
  readBytes: null,
  writtenBytes: null,
  receivedBytes: null,
  sentBytes: null,
};

/** Samples all processes that carry `marker`, until the signal or until there are none. */
export async function* sampleStats(
  marker: string,
  { intervalMs = defaultIntervalMs, signal }: StatsOptions = {},
): AsyncGenerator<Stats, void> {
  let before = await readTicks(await findProcesses(null, marker));
  let beforeMs = performance.now();
  while (before.size > 0) {
    await wait(intervalMs, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted) return;
    const pids = await findProcesses(null, marker);
    const ticks = await readTicks(pids);
    if (ticks.size === 0) return;
    const nowMs = performance.now();
    const used = [...ticks].reduce((sum, [pid, now]) => sum + Math.max(0, now - (before.get(pid) ?? 0)), 0);
    const cpuPercent = (used / ticksPerSecond / ((nowMs - beforeMs) / 1000)) * 100;
    const bytes = await Promise.all(pids.map(proportionalBytes));
    const memoryBytes = bytes.reduce((sum, one) => sum + one, 0);
    yield { at: new Date(), cpuPercent, memoryBytes, processes: ticks.size, ...notCounted };
    before = ticks;
    beforeMs = nowMs;
  }
}

async function readTicks(pids: number[]): Promise<Map<number, number>> {
  const entries = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
      if (stat === null) return [];
      // After the name in parentheses: the 12th and 13th are user and system time (proc_pid_stat(5)).
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [[pid, Number(fields[11]) + Number(fields[12])] as const];
    }),
  );
  return new Map(entries.flat());
}

/** Shared pages are divided among those that share them, so that a sum over processes is true. */
async function proportionalBytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
  return kilobytes === undefined ? ((await residentBytes(pid)) ?? 0) : Number(kilobytes) * 1024;
}
