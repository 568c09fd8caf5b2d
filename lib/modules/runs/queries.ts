import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import type { DiffFile } from "#lib/modules/git/schema.ts";
import { InteractionPage, RunBase, RunDiff, RunPage } from "./schema.ts";

interface TaskPlace {
  projectId: string;
  id: string;
}

/** The address of what belongs to a task's run: `output`, `diff`, `interactions`. */
export const runAddress = ({ projectId, id }: TaskPlace, what: string): string =>
  `/api/projects/${encodeURIComponent(projectId)}/tasks/${encodeURIComponent(id)}/${what}`;

/** What of a run's changes is looked at. */
export interface ChangesFilter {
  since: "start" | "review";
  ignoresSpace: boolean;
}

const filterOf = ({ since, ignoresSpace }: ChangesFilter): Record<string, string> => ({
  ...(since === "review" ? { since } : {}),
  ...(ignoresSpace ? { ignoreSpace: "true" } : {}),
});

export const runQueries = {
  /** Which files a run changed, without their patches. */
  changes: (task: TaskPlace, runId: string, filter: ChangesFilter) =>
    queryOptions({
      queryKey: ["runs", runId, "changes", filter.since, filter.ignoresSpace],
      queryFn: ({ signal }) => {
        const query = new URLSearchParams({ runId, list: "true", ...filterOf(filter) });
        return getJson(`${runAddress(task, "diff")}?${query}`, RunDiff, { signal });
      },
      // What people save in the worktree, or do in a terminal of it, tells nobody of its run.
      refetchOnMount: "always",
    }),
  /** One file's change; another digest is another change. */
  change: (
    task: TaskPlace,
    runId: string,
    { file, ...filter }: ChangesFilter & { file: Pick<DiffFile, "path" | "oldPath" | "digest"> },
  ) =>
    queryOptions({
      queryKey: ["run-change", runId, file.path, file.digest ?? "", filter.since, filter.ignoresSpace],
      queryFn: async ({ signal }) => {
        const { path, oldPath } = file;
        const query = new URLSearchParams({
          runId,
          path,
          ...(oldPath === undefined ? {} : { oldPath }),
          ...filterOf(filter),
        });
        const diff = await getJson(`${runAddress(task, "diff")}?${query}`, RunDiff, { signal });
        return diff.files.find((one) => one.path === path) ?? null;
      },
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    }),
  base: (task: TaskPlace, runId: string) =>
    queryOptions({
      queryKey: ["runs", runId, "base"],
      queryFn: ({ signal }) => getJson(runAddress(task, "base"), RunBase, { signal }),
      // What else is merged tells nobody of this run.
      refetchInterval: 30_000,
    }),
  /** Of all runs of the task. */
  interactions: (task: TaskPlace) =>
    queryOptions({
      queryKey: ["tasks", task.id, "interactions"],
      queryFn: ({ signal }) => getJson(runAddress(task, "interactions"), InteractionPage, { signal }),
    }),
  /** Every run of the task, newest first. */
  list: (task: TaskPlace) =>
    queryOptions({
      queryKey: ["tasks", task.id, "runs"],
      queryFn: ({ signal }) => getJson(runAddress(task, "runs"), RunPage, { signal }),
    }),
};
