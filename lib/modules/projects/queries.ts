import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { ProjectPage, ProjectPeople, ProjectView, type projectSorts } from "#lib/modules/projects/schema.ts";

export interface ProjectListFilter {
  q: string;
  sort: (typeof projectSorts)[number];
}

const pageSize = 60;

export const projectQueries = {
  list: (filter: ProjectListFilter) =>
    infiniteQueryOptions({
      queryKey: ["projects", "list", filter],
      queryFn: ({ pageParam, signal }) =>
        getJson(`/api/projects?${searchOf(filter, pageParam)}`, ProjectPage, { signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  one: (projectId: string) =>
    queryOptions({
      queryKey: ["projects", projectId],
      queryFn: ({ signal }) =>
        getJson(`/api/projects/${encodeURIComponent(projectId)}`, ProjectView, { signal }),
    }),
  /** Who may work in it. */
  people: (projectId: string) =>
    queryOptions({
      queryKey: ["people", "of-project", projectId],
      queryFn: ({ signal }) =>
        getJson(`/api/projects/${encodeURIComponent(projectId)}/people`, ProjectPeople, { signal }),
      select: (page) => page.items,
    }),
};

function searchOf({ q, sort }: ProjectListFilter, cursor: string | null): URLSearchParams {
  const search = new URLSearchParams({ limit: String(pageSize), sort });
  if (q.trim() !== "") search.set("q", q.trim());
  if (cursor !== null) search.set("cursor", cursor);
  return search;
}
