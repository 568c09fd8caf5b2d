import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { TaskView } from "./schema.ts";

export const taskQueries = {
  /** Everything that the panel of a task shows. */
  one: (projectId: string, taskId: string) =>
    queryOptions({
      queryKey: ["tasks", taskId],
      queryFn: ({ signal }) =>
        getJson(
          `/api/projects/${encodeURIComponent(projectId)}/tasks/${encodeURIComponent(taskId)}`,
          TaskView,
          { signal },
        ),
    }),
};
