"use client";

import { useQuery } from "@tanstack/react-query";
import { operationQueries } from "#lib/client/operation-queries.ts";

interface SyncProgressProps {
  projectId: string;
  workspaceId: string;
}

/** How far the push or pull is that runs now, in git's own words. */
export function SyncProgress({ projectId, workspaceId }: SyncProgressProps) {
  const { data: operation } = useQuery(operationQueries.syncOf(projectId, workspaceId));
  if (!operation) return null;
  const word = operation.command === "git.push" ? "Pushing" : "Pulling";
  const { percent = null, text = "" } = operation.progress ?? {};
  return (
    <div className="grid gap-1.5 text-muted-foreground text-xs">
      <p className="flex justify-between gap-3">
        <span className="truncate">
          {word}
          {text === "" ? " …" : `: ${text}`}
        </span>
        {percent !== null && <span className="flex-none tabular-nums">{percent} %</span>}
      </p>
      {percent !== null && (
        <div
          role="progressbar"
          aria-label={word}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          aria-valuetext={`${text} ${percent} %`}
          className="h-1 overflow-hidden rounded-full bg-accent"
        >
          <div
            className="h-full bg-primary transition-[width] duration-fast"
            style={{ width: `${percent}%` }}
          />
        </div>
      )}
    </div>
  );
}
