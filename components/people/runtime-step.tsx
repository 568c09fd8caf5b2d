"use client";

import { useQuery } from "@tanstack/react-query";
import { SetupStep } from "#components/people/setup-step.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { Loading } from "#components/shared/loading-views.tsx";
import { StatusShape } from "#components/shared/status-dot.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { countOf, formatBytes } from "#lib/client/format.ts";
import { setupQueries } from "#lib/modules/people/queries.ts";
import type { RuntimeFound } from "#lib/modules/people/schema.ts";

const labels: Record<string, string> = { local: "This machine", docker: "Docker" };

/** The recommended one before what is no wall, and what was not found last. */
const walledFirst = (a: RuntimeFound, b: RuntimeFound): number =>
  Number(b.isAvailable) - Number(a.isAvailable) || Number(a.kind === "local") - Number(b.kind === "local");

/** What was found to run workspaces on; each project chooses for itself. */
export function RuntimeStep() {
  const setup = useQuery(setupQueries.state());
  const runtimes = setup.data?.runtimes ?? [];
  const usable = runtimes.filter((runtime) => runtime.isAvailable).sort(walledFirst);
  const value = setup.isSuccess
    ? usable.map((runtime) => labels[runtime.kind] ?? runtime.kind).join(", ") || "none found"
    : null;
  return (
    <SetupStep number={2} title="Runtime" state={usable.length > 0 ? "done" : "now"} value={value}>
      {setup.isPending && (
        <Loading label="Looking for runtimes" className="grid gap-2 py-1">
          <Skeleton className="h-3 w-3/4" />
          <Skeleton className="h-3 w-1/2" />
        </Loading>
      )}
      {setup.isError && (
        <ErrorView
          title="The runtimes could not be looked for"
          error={setup.error}
          onRetry={() => setup.refetch()}
        />
      )}
      {runtimes.length > 0 && (
        <ul className="grid gap-2">
          {[...runtimes].sort(walledFirst).map((runtime) => (
            <Runtime key={runtime.kind} runtime={runtime} />
          ))}
        </ul>
      )}
    </SetupStep>
  );
}

function Runtime({ runtime }: { runtime: RuntimeFound }) {
  const { kind, isAvailable, detail, resources } = runtime;
  return (
    <li className="flex gap-2 text-xs">
      <StatusShape status={isAvailable ? "healthy" : "stopped"} className="mt-1" />
      <div className="min-w-0 text-muted-foreground">
        <p>
          <span className="font-medium text-foreground">{labels[kind] ?? kind}</span>{" "}
          <span>{isAvailable ? "ready" : "not used"}</span>
        </p>
        <p className="[overflow-wrap:anywhere]">{detail}</p>
        {kind === "local" && <p>Its workspaces are for owners and admins.</p>}
        {kind !== "local" && isAvailable && (
          <p>
            Recommended: each workspace is walled off, with limits of its own. New projects begin here unless
            you choose otherwise.
          </p>
        )}
        {resources && (
          <p className="flex flex-wrap gap-x-4">
            <span>{countOf(resources.cpus, "CPU")}</span>
            <span>{formatBytes(resources.memoryBytes)} memory</span>
            {resources.diskFreeBytes !== null && (
              <span>{formatBytes(resources.diskFreeBytes)} disk free</span>
            )}
          </p>
        )}
      </div>
    </li>
  );
}
