"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { runQueries } from "#lib/modules/runs/queries.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** The run that the address names (`?run=2`), else the current one; undefined while an earlier one is looked for. */
export function useShownRun(task: TaskView): RunView | null | undefined {
  const given = Number(useSearchParams().get("run")) || null;
  const isEarlier = given !== null && given !== task.currentRun?.ordinal;
  const runs = useQuery({ ...runQueries.list(task), enabled: isEarlier });
  if (!isEarlier) return task.currentRun;
  if (runs.isPending) return undefined;
  return runs.data?.items.find(({ ordinal }) => ordinal === given) ?? task.currentRun;
}
