import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { InstallationSpending, ModelPricePage, ProjectSpending } from "#lib/modules/spending/schema.ts";

/** Null: the month that is now. */
const behind = (month: string | null): string => (month === null ? "" : `?month=${month}`);

export const spendingQueries = {
  installation: (month: string | null) =>
    queryOptions({
      queryKey: ["spending", "installation", month],
      queryFn: ({ signal }) => getJson(`/api/spending${behind(month)}`, InstallationSpending, { signal }),
    }),
  ofProject: (projectId: string, month: string | null) =>
    queryOptions({
      queryKey: ["spending", projectId, month],
      queryFn: ({ signal }) =>
        getJson(`/api/projects/${encodeURIComponent(projectId)}/spending${behind(month)}`, ProjectSpending, {
          signal,
        }),
    }),
};

export const priceQueries = {
  list: () =>
    queryOptions({
      queryKey: ["prices", "list"],
      queryFn: ({ signal }) => getJson("/api/prices", ModelPricePage, { signal }),
      select: (page) => page.items,
    }),
};
