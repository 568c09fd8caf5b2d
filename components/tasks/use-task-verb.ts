"use client";

import { useCallback } from "react";
import type { Movable } from "#components/tasks/columns.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { TaskStatus, TaskVerb } from "#lib/modules/tasks/schema.ts";

/** Runs a verb that needs no more than the task; the shared dialog asks where the verb's level says so. */
export function useTaskVerb() {
  const start = useCommand({ name: "run.start", label: "Run" });
  const goOn = useCommand({ name: "run.continue", label: "Continue" });
  const abort = useCommand({ name: "run.abort", label: "Abort" });
  const drop = useCommand({ name: "run.drop", label: "Drop the work" });
  const approve = useCommand({ name: "task.approve", label: "Approve" });
  const move = useCommand({ name: "task.move", label: "Move" });
  const resolve = useCommand({ name: "run.resolve-conflict", label: "Let the agent resolve it" });
  const isPending = [start, goOn, abort, drop, approve, move, resolve].some((command) => command.isPending);

  const run = useCallback(
    (
      task: Pick<Movable, "id" | "projectId" | "status">,
      verb: Exclude<TaskVerb, "run.feedback">,
      { to = null, seen }: { to?: TaskStatus | null; seen?: string | undefined } = {},
    ) => {
      const input = { projectId: task.projectId, taskId: task.id };
      switch (verb) {
        case "run.start":
          return start.run(input);
        case "run.continue":
          return goOn.run(input);
        case "run.abort":
          return abort.run(input);
        case "run.drop":
          return drop.run(input);
        case "run.resolve-conflict":
          return resolve.run(input);
        case "task.approve":
          return approve.run({ ...input, ...(seen !== undefined && { seen }) });
        case "task.move":
          return move.run({ ...input, status: to ?? (task.status === "done" ? "todo" : "done") });
      }
    },
    [start.run, goOn.run, abort.run, drop.run, approve.run, move.run, resolve.run],
  );
  return { run, isPending };
}
