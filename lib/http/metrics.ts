import { requireActor } from "#lib/http/context.ts";
import { operationStates } from "#lib/kernel/answer.ts";
import { forbidden } from "#lib/kernel/errors.ts";
import { productVersion } from "#lib/kernel/version.ts";
import { countOperations } from "#lib/operations/store.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { EventHub } from "#lib/platform/events/hub.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Metric {
  name: string;
  help: string;
  type: "gauge" | "counter";
  samples: readonly { labels?: Readonly<Record<string, string>>; value: number }[];
}

/** What the process and its queue do, in the Prometheus text format 0.0.4; for admins of the installation. */
export async function answerMetrics(platform: Platform, hub: EventHub, request: Request): Promise<Response> {
  const actor = await requireActor(platform, request);
  // A key that only reads is enough: whoever scrapes these needs no more.
  if (actor.role === "member" || accessToInstallation(actor) === "none")
    throw forbidden("The metrics of the installation are for its admins.");
  const metrics = [...(await queueMetrics(platform.database.orm)), ...processMetrics(hub)];
  return new Response(metrics.map(formatMetric).join(""), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
  });
}

async function queueMetrics(tx: Tx): Promise<Metric[]> {
  const rows = await countOperations(tx);
  const queued = rows.find((row) => row.state === "queued");
  return [
    {
      name: "lockkeeper_operations",
      help: "Operations by their state.",
      type: "gauge",
      samples: operationStates.map((state) => ({
        labels: { state },
        value: rows.find((row) => row.state === state)?.total ?? 0,
      })),
    },
    gauge("lockkeeper_queue_depth", "Jobs that wait for a worker.", queued?.work ?? 0),
    gauge(
      "lockkeeper_queue_oldest_seconds",
      "How long the oldest waiting job has waited.",
      queued?.oldestSeconds ?? 0,
    ),
  ];
}

function processMetrics(hub: EventHub): Metric[] {
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  return [
    gauge("lockkeeper_event_followers", "Open event streams of this process.", hub.followerCount()),
    gauge("process_resident_memory_bytes", "Resident memory of this process.", memory.rss),
    gauge("process_heap_used_bytes", "JavaScript heap in use.", memory.heapUsed),
    gauge("lockkeeper_uptime_seconds", "How long this process has run.", process.uptime()),
    {
      name: "process_cpu_seconds_total",
      help: "Processor time this process has used.",
      type: "counter",
      samples: [{ value: (cpu.user + cpu.system) / 1e6 }],
    },
    {
      name: "lockkeeper_build_info",
      help: "The version that runs.",
      type: "gauge",
      samples: [{ labels: { version: productVersion }, value: 1 }],
    },
  ];
}

const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  help,
  type: "gauge",
  samples: [{ value }],
});

function formatMetric({ name, help, type, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${formatLabels(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function formatLabels(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
