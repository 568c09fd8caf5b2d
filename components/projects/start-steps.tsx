"use client";

import { useQuery } from "@tanstack/react-query";
import { StepList } from "#components/shared/step-list.tsx";
import { operationQueries } from "#lib/client/operation-queries.ts";

/** How far the start of a project's workspace is, in the steps of the operation that is at it. */
export function StartSteps({ projectId }: { projectId: string }) {
  const { data: operation } = useQuery(operationQueries.lifeOf(projectId));
  if (!operation || operation.steps.length === 0) return null;
  return <StepList steps={operation.steps} className="w-72 max-w-full" />;
}
