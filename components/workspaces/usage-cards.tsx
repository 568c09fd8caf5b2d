"use client";

import type { ReactNode } from "react";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Line, Sparkline } from "#components/workspaces/sparkline.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatBytes, formatMemory } from "#lib/client/format.ts";
import { ceilingOf, ratesOf } from "#lib/client/usage-series.ts";
import { useIsVisible } from "#lib/client/use-is-visible.ts";
import { samplesMax, useWorkspaceStats } from "#lib/client/workspace-stats.ts";
import type { WorkspaceDetail, WorkspaceSample } from "#lib/modules/workspaces/schema.ts";

/** What the workspace uses now and over the last three minutes; asked for only while somebody looks. */
export function UsageCards({ workspace }: { workspace: WorkspaceDetail }) {
  const { id, state, capabilities, settings } = workspace;
  const isRunning = state === "running";
  const isVisible = useIsVisible();
  const { samples, state: stream } = useWorkspaceStats(id, capabilities.stats && isRunning && isVisible);
  const last = isRunning ? samples.at(-1) : undefined;
  const shown = { samples: isRunning ? samples : [], isWaiting: isRunning && last === undefined };
  const cpuMax = settings.cpus === null ? null : settings.cpus * 100;
  return (
    <section aria-label="Usage" className="grid gap-2">
      {stream === "reconnecting" && (
        <StaleBanner>The figures are interrupted. They come back by themselves.</StaleBanner>
      )}
      <div className="grid grid-cols-4 gap-4 max-xl:grid-cols-2 max-sm:gap-2">
        <Usage
          {...shown}
          title="CPU"
          value={
            last &&
            `${(last.cpuPercent / 100).toFixed(2)}${ofMost(settings.cpus === null ? null : `${settings.cpus}`)}`
          }
          lines={[{ values: shown.samples.map(({ cpuPercent }) => cpuPercent) }]}
          ceiling={cpuMax}
          least={100}
        />
        <Usage
          {...shown}
          title="Memory"
          value={
            last &&
            `${formatMemory(last.memoryBytes)}${ofMost(last.memoryMaxBytes === null ? null : formatMemory(last.memoryMaxBytes))}`
          }
          lines={[{ values: shown.samples.map(({ memoryBytes }) => memoryBytes) }]}
          ceiling={last?.memoryMaxBytes ?? null}
          least={256 * 1024 ** 2}
        />
        <Flow {...shown} title="Disk" first={["read", "readBytes"]} second={["written", "writtenBytes"]} />
        <Flow {...shown} title="Network" first={["in", "receivedBytes"]} second={["out", "sentBytes"]} />
      </div>
    </section>
  );
}

const ofMost = (most: string | null): string => (most === null ? "" : ` of ${most}`);

interface UsageProps {
  title: string;
  samples: readonly WorkspaceSample[];
  isWaiting: boolean;
  value: string | undefined;
  more?: ReactNode;
  lines: readonly Line[];
  /** Null: grows with what is shown, from `least` on. */
  ceiling: number | null;
  least: number;
}

function Usage({ title, isWaiting, value, more, lines, ceiling, least }: UsageProps) {
  const top =
    ceiling ??
    ceilingOf(
      lines.flatMap(({ values }) => values),
      least,
    );
  return (
    <Card aria-label={title} className="grid gap-2 overflow-hidden p-3 md:p-4">
      <h2 className="flex items-baseline justify-between gap-2 text-muted-foreground text-xs">
        {title}
        {more}
      </h2>
      <p
        className={cn(
          "truncate font-medium text-base tabular-nums tracking-tight",
          value === undefined && "text-subtle-foreground",
        )}
      >
        {value ?? (isWaiting ? "Measuring…" : "–")}
      </p>
      <Sparkline
        label={`${title} over the last three minutes, now ${value ?? "not known"}`}
        lines={lines}
        slots={samplesMax}
        ceiling={top}
      />
    </Card>
  );
}

type Counter = Parameters<typeof ratesOf>[1];

interface FlowProps extends Pick<UsageProps, "title" | "samples" | "isWaiting"> {
  first: readonly [word: string, counter: Counter];
  second: readonly [word: string, counter: Counter];
}

/** What goes in and out, in bytes a second. */
function Flow({ title, samples, isWaiting, first, second }: FlowProps) {
  const [one, two] = [ratesOf(samples, first[1]), ratesOf(samples, second[1])];
  if (one === null || two === null) {
    return (
      <Usage
        {...{ title, samples, lines: [] }}
        isWaiting={false}
        value="Not counted here"
        ceiling={1}
        least={1}
      />
    );
  }
  const now = (word: string, rates: readonly number[]) => `${formatBytes(rates.at(-1) ?? 0)}/s ${word}`;
  const isKnown = one.length > 0;
  return (
    <Usage
      {...{ title, samples }}
      isWaiting={isWaiting || (samples.length > 0 && !isKnown)}
      value={isKnown ? now(first[0], one) : undefined}
      more={isKnown && <span className="truncate tabular-nums">{now(second[0], two)}</span>}
      lines={[{ values: one }, { values: two, isQuiet: true }]}
      ceiling={null}
      least={10_000}
    />
  );
}
