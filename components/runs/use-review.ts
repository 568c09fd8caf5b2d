"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useCommand } from "#lib/client/run-command.ts";
import { reviewQueries } from "#lib/modules/reviews/queries.ts";
import type { ReviewComment, ReviewView } from "#lib/modules/reviews/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

export interface NewComment {
  path: string;
  line: number | null;
  endLine: number | null;
  side: "old" | "new";
  text: string;
  suggestion: string | null;
}

export interface Review {
  comments: readonly ReviewComment[];
  drafts: readonly ReviewComment[];
  /** The change of each file that was marked as viewed. */
  seen: ReadonlyMap<string, string>;
  /** False where it was not taken. */
  add: (comment: NewComment) => Promise<boolean>;
  change: (id: string, text: string, suggestion: string | null) => Promise<boolean>;
  remove: (id: string) => void;
  mark: (path: string, digest: string, isViewed: boolean) => void;
}

const none: ReviewView = { runId: null, comments: [], marks: [] };

/** What is said to the changes of a task's run and what was seen of them; drafts are kept by the server. */
export function useReview(task: TaskView): Review {
  const client = useQueryClient();
  const runId = task.currentRun?.id ?? "";
  const place = { projectId: task.projectId, id: task.id };
  const options = reviewQueries.one(place, runId);
  const { queryKey } = options;
  const { data = none } = useQuery({ ...options, enabled: runId !== "" });
  const { run: runAdd } = useCommand({ name: "review.add-comment", label: "Comment" });
  const { run: runChange } = useCommand({ name: "review.change-comment", label: "Change the comment" });
  const { run: runRemove } = useCommand({ name: "review.remove-comment", label: "Discard the comment" });
  const { run: runMark } = useCommand({ name: "review.mark-file", label: "Mark as viewed" });
  const input = useMemo(() => ({ projectId: task.projectId, taskId: task.id }), [task.projectId, task.id]);
  const key = queryKey[1];
  const readAgain = useCallback(
    () => client.invalidateQueries({ queryKey: ["reviews", key] }),
    [client, key],
  );

  const add = useCallback(
    async (comment: NewComment) => {
      const answer = await runAdd({ ...input, ...comment });
      await readAgain();
      return answer.outcome === "done";
    },
    [runAdd, input, readAgain],
  );
  const change = useCallback(
    async (commentId: string, text: string, suggestion: string | null) => {
      const answer = await runChange({ ...input, commentId, text, suggestion });
      await readAgain();
      return answer.outcome === "done";
    },
    [runChange, input, readAgain],
  );
  const remove = useCallback(
    (commentId: string) => void runRemove({ ...input, commentId }).then(readAgain),
    [runRemove, input, readAgain],
  );
  const mark = useCallback(
    (path: string, digest: string, isViewed: boolean) => {
      // Shown at once: the next file is wanted now.
      client.setQueryData<ReviewView>(["reviews", key], (before = none) => {
        const others = before.marks.filter((one) => one.path !== path);
        return { ...before, marks: isViewed ? [...others, { path, digest }] : others };
      });
      void runMark({ ...input, path, digest, isViewed }).then((answer) => {
        if (answer.outcome !== "done") return readAgain();
      });
    },
    [client, key, runMark, input, readAgain],
  );
  return useMemo(
    () => ({
      comments: data.comments,
      drafts: data.comments.filter(({ state }) => state === "draft"),
      seen: new Map(data.marks.map(({ path, digest }) => [path, digest])),
      add,
      change,
      remove,
      mark,
    }),
    [data, add, change, remove, mark],
  );
}
