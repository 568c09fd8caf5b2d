"use client";

import { fieldLabels, wordsOfField } from "#components/configs/config-words.ts";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { countOf, formatDuration } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { ConfigUsage, ConfigVersion } from "#lib/modules/configs/schema.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import { usd } from "#lib/modules/spending/rules.ts";

interface VersionRowProps {
  project: ProjectView;
  version: ConfigVersion;
  /** Missing where there is nothing to compare it with. */
  onCompare?: (() => void) | undefined;
}

export function VersionRow({ project, version, onCompare }: VersionRowProps) {
  const activate = useCommand<{ projectId: string; version: number }>({
    name: "config.activate",
    label: "Activate",
  });
  const { version: number, isActive, changed, note, usage } = version;
  const mayActivate = !isActive && number > 0 && project.access === "admin";
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3">
      <div className="flex min-h-6 items-center gap-2">
        <p className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">Version {number}</span>
          {isActive && <Badge variant="good">In force</Badge>}
          <Author version={version} />
        </p>
        {onCompare && (
          <Button
            size="xs"
            variant="ghost"
            aria-label={`Compare version ${number}`}
            className="flex-none"
            onClick={onCompare}
          >
            Compare
          </Button>
        )}
        {mayActivate && (
          <Button
            size="xs"
            aria-label={`Activate version ${number}`}
            className="flex-none"
            isBusy={activate.isPending}
            onClick={() => void activate.run({ projectId: project.id, version: number })}
          >
            Activate
          </Button>
        )}
      </div>
      {note !== "" && <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{note}</p>}
      <p className="flex flex-wrap gap-x-3 text-muted-foreground text-xs">
        {changed.map((field) => (
          <span key={field} className="min-w-0 max-w-full truncate">
            {fieldLabels[field]} <span className="text-foreground">{wordsOfField(field, version)}</span>
          </span>
        ))}
        {changed.length === 0 && (number === 0 ? "As it comes" : "The same as the version before")}
      </p>
      <Usage usage={usage} />
    </li>
  );
}

function Author({ version: { version, createdBy, createdAt } }: { version: ConfigVersion }) {
  if (version === 0) return null;
  return (
    <span className="text-muted-foreground text-xs">
      {createdBy?.name ?? "Somebody who is gone"}
      {createdAt && (
        <>
          , <RelativeTime at={createdAt} />
        </>
      )}
    </span>
  );
}

/** How the runs of a version ended, what they cost, and how long one took. */
function Usage({ usage }: { usage: ConfigUsage | null }) {
  if (!usage) return <p className="text-subtle-foreground text-xs">No run yet</p>;
  const { runs, merged, finished, failed, aborted, interrupted, live, costUsd, durationMs } = usage;
  const ends = [
    [merged, "merged"],
    [finished, "to review"],
    [live, "at work"],
    [interrupted, "interrupted"],
    [failed, "failed"],
    [aborted, "stopped"],
  ] as const;
  const share = Math.round((merged / runs) * 100);
  return (
    <div className="grid gap-1 text-xs tabular-nums">
      <p className="flex flex-wrap gap-x-3 text-muted-foreground">
        <span className="font-medium text-foreground">{countOf(runs, "run")}</span>
        {ends.map(([count, word]) =>
          count === 0 ? null : (
            <span key={word} className={word === "failed" ? "text-failure" : undefined}>
              {count} {word}
            </span>
          ),
        )}
        {costUsd > 0 && (
          <span>
            {usd(costUsd)}
            {runs > 1 && `, ${usd(costUsd / runs)} each`}
          </span>
        )}
        {durationMs !== null && <span>{formatDuration(durationMs)} on average</span>}
      </p>
      <span aria-hidden="true" className="h-1 overflow-hidden rounded-full bg-accent">
        <span className="block h-full rounded-full bg-primary" style={{ width: `${share}%` }} />
      </span>
    </div>
  );
}
