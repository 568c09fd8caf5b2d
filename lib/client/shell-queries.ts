import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { getJson } from "#lib/client/fetcher.ts";
import { pageOf } from "#lib/kernel/answer.ts";

/** What the shell itself shows of other modules: names to go to, and counts. The keys start with the event's topic. */

const ProjectName = z.object({
  id: z.string(),
  name: z.string(),
  access: z.enum(["none", "read", "write", "admin"]),
});
export type ProjectName = z.infer<typeof ProjectName>;

const TaskName = z.object({ id: z.string(), number: z.number(), title: z.string() });

const ProjectNames = pageOf(ProjectName);
const TaskNames = pageOf(TaskName);
const OpenOperations = pageOf(z.object({ id: z.string(), state: z.string() }));

export const shellQueries = {
  projects: () =>
    queryOptions({
      queryKey: ["projects", "shell", "names"],
      queryFn: ({ signal }) => getJson("/api/projects?limit=200", ProjectNames, { signal }),
      select: (page) => page.items,
    }),
  tasks: (projectId: string) =>
    queryOptions({
      queryKey: ["tasks", "shell", projectId],
      queryFn: ({ signal }) =>
        getJson(`/api/projects/${encodeURIComponent(projectId)}/tasks?limit=200`, TaskNames, { signal }),
      select: (page) => page.items,
    }),
  /** How many operations run now, up to 99. */
  runningOperations: () =>
    queryOptions({
      queryKey: ["operations", "shell", "running"],
      queryFn: ({ signal }) => getJson("/api/operations?state=running&limit=99", OpenOperations, { signal }),
      select: (page) => page.items.length,
    }),
};
