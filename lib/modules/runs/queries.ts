import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { InteractionPage, RunDiff } from "./schema.ts";

interface TaskPlace {
  projectId: string;
  id: string;
}

/** The address of what belongs to a task's run: `output`, `diff`, `interactions`. */
export const runAddress = ({ projectId, id }: TaskPlace, what: string): string =>
  `/api/projects/${encodeURIComponent(projectId)}/tasks/${encodeURIComponent(id)}/${what}`;

export const runQueries = {
  diff: (task: TaskPlace, runId: string) =>
    queryOptions({
      queryKey: ["runs", runId, "diff"],
      queryFn: ({ signal }) => getJson(runAddress(task, "diff"), RunDiff, { signal }),
    }),
  interactions: (task: TaskPlace, runId: string) =>
    queryOptions({
      queryKey: ["runs", runId, "interactions"],
      queryFn: ({ signal }) => getJson(runAddress(task, "interactions"), InteractionPage, { signal }),
    }),
};
