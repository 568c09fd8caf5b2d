"use client";

import { useQuery } from "@tanstack/react-query";
import { labelQueries } from "#lib/modules/labels/queries.ts";
import { projectQueries } from "#lib/modules/projects/queries.ts";

/** What cards of a project can be given. */
export function useBulkChoices(projectId: string) {
  const { data: labels = [] } = useQuery(labelQueries.list(projectId));
  const { data: people = [] } = useQuery(projectQueries.people(projectId));
  return { labels, people };
}
