import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { RuntimeRef, Stats, StatsOptions } from "../port.ts";
import type { DockerContext } from "./context.ts";
import { signalWithin, unlessAborted, unlessMissing } from "./failures.ts";
import { nameOf } from "./names.ts";

const defaultIntervalMs = 2000;
/** For one sample. */
const deadlineMs = 10_000;

const Entry = z.object({ op: z.string(), value: z.number() });
const count = z.number().nullish().catch(null);

/** Podman leaves out or nulls what it does not count; cgroup v1 and v2 name the page cache differently. */
const Sample = z.object({
  cpu_stats: z
    .object({ cpu_usage: z.object({ total_usage: count }).nullish() })
    .nullish()
    .catch(null),
  memory_stats: z
    .object({ usage: count, limit: count, stats: z.record(z.string(), z.unknown()).nullish().catch(null) })
    .nullish()
    .catch(null),
  pids_stats: z.object({ current: count }).nullish().catch(null),
  blkio_stats: z
    .object({ io_service_bytes_recursive: z.array(Entry).nullish().catch(null) })
    .nullish()
    .catch(null),
  networks: z
    .record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() }))
    .nullish()
    .catch(null),
});
type Sample = z.infer<typeof Sample>;

interface Measured {
  sample: Sample;
  cpuNanoseconds: number;
  takenMs: number;
}

/** One each interval, until the signal or the container's end. */
export async function* sampleStats(
  context: DockerContext,
  ref: RuntimeRef,
  { intervalMs = defaultIntervalMs, signal }: StatsOptions = {},
): AsyncGenerator<Stats, void> {
  let before = await measure(context, ref, signal);
  while (before !== null && !signal?.aborted) {
    await wait(intervalMs, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted) return;
    const now = await measure(context, ref, signal);
    if (now === null) return;
    const stats = toStats(before, now);
    yield { ...stats, memoryMaxBytes: context.memoryLimits.get(ref) ?? stats.memoryMaxBytes };
    before = now;
  }
}

/** Null where it does not run: of such a container the engine gives zeros. */
async function measure(
  { engine }: DockerContext,
  ref: RuntimeRef,
  signal: AbortSignal | undefined,
): Promise<Measured | null> {
  const options = { stream: false, "one-shot": true, ...(signal && { abortSignal: signal }) } as const;
  const takenMs = performance.now();
  const asked = engine.getContainer(nameOf(ref)).stats(options);
  const answered = unlessAborted(asked, signalWithin(deadlineMs, signal));
  const found = await unlessMissing(answered).catch((error: unknown) => {
    if (signal?.aborted) return undefined;
    throw error;
  });
  if (found === undefined) return null;
  const sample = Sample.parse(found);
  const cpuNanoseconds = sample.cpu_stats?.cpu_usage?.total_usage ?? 0;
  const isRunning = (sample.memory_stats?.usage ?? 0) > 0 || (sample.pids_stats?.current ?? 0) > 0;
  return isRunning ? { sample, cpuNanoseconds, takenMs } : null;
}

/** The figures between two samples. */
export function toStats(before: Measured, { sample, cpuNanoseconds, takenMs }: Measured): Stats {
  const elapsedNs = (takenMs - before.takenMs) * 1e6;
  const entries = sample.blkio_stats?.io_service_bytes_recursive ?? null;
  const networks = sample.networks ? Object.values(sample.networks) : null;
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const bytesOf = (operation: string) =>
    entries && sum(entries.filter(({ op }) => op.toLowerCase() === operation).map(({ value }) => value));
  return {
    at: new Date(),
    cpuPercent: Math.max(0, ((cpuNanoseconds - before.cpuNanoseconds) / elapsedNs) * 100),
    memoryBytes: memoryOf(sample),
    memoryMaxBytes: limitOf(sample),
    processes: sample.pids_stats?.current ?? 0,
    readBytes: bytesOf("read"),
    writtenBytes: bytesOf("write"),
    receivedBytes: networks && sum(networks.map(({ rx_bytes }) => rx_bytes)),
    sentBytes: networks && sum(networks.map(({ tx_bytes }) => tx_bytes)),
  };
}

/** Without the file cache that can be dropped at any time, as `docker stats` counts. */
function memoryOf({ memory_stats }: Sample): number {
  const usage = memory_stats?.usage ?? 0;
  const cache = memory_stats?.stats?.total_inactive_file ?? memory_stats?.stats?.inactive_file;
  return typeof cache === "number" && cache < usage ? usage - cache : usage;
}

/** Without a limit of its own the engine gives the machine's memory, or on cgroup v1 a number beyond any machine. */
function limitOf({ memory_stats }: Sample): number | null {
  const limit = memory_stats?.limit ?? 0;
  return limit > 0 && limit < 2 ** 60 ? limit : null;
}
