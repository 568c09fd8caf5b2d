"use client";

import { useCallback } from "react";
import { toast } from "sonner";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { type Change, shownPath } from "#lib/modules/git/rules.ts";
import type { ChangeGroup, DiscardedChanges } from "#lib/modules/git/schema.ts";

/** A hunk, or some of its lines, as the commands take them. */
export interface HunkChoice {
  path: string;
  oldPath?: string | undefined;
  id: string;
  lines?: number[];
}

export interface Changes {
  isBusy: boolean;
  setStaged: (change: Change, isStaged: boolean) => void;
  stageGroup: (group: ChangeGroup) => void;
  unstageAll: () => void;
  setHunkStaged: (hunk: HunkChoice, isStaged: boolean) => void;
  discard: (change: Change) => void;
  discardGroup: (group: ChangeGroup) => void;
  discardHunk: (hunk: HunkChoice) => void;
}

/** Stages, unstages and discards; what was discarded can be brought back from the message that tells of it. */
export function useChanges(workspaceId: string): Changes {
  const { run: stage, isPending: isStaging } = useCommand<object>({ name: "git.stage", label: "Stage" });
  const { run: restore } = useCommand<object>({ name: "git.restore", label: "Undo" });
  const { run: discard, isPending: isDiscarding } = useCommand<object, DiscardedChanges>({
    name: "git.discard",
    label: "Discard",
    onDone: (result) => {
      if (!result) return;
      const [only] = result.files;
      const what = result.total === 1 && only ? shownPath(only) : countOf(result.total, "file");
      toast(`Discarded changes of ${what}`, {
        action: { label: "Undo", onClick: () => void restore({ workspaceId, id: result.id }) },
        duration: 15_000,
      });
    },
  });
  return {
    isBusy: isStaging || isDiscarding,
    setStaged: useCallback(
      ({ path, oldPath }, isStaged) =>
        void stage({ workspaceId, paths: oldPath ? [path, oldPath] : [path], unstage: !isStaged }),
      [stage, workspaceId],
    ),
    stageGroup: useCallback((group) => void stage({ workspaceId, group }), [stage, workspaceId]),
    unstageAll: useCallback(
      () => void stage({ workspaceId, all: true, unstage: true }),
      [stage, workspaceId],
    ),
    setHunkStaged: useCallback(
      (hunk, isStaged) => void stage({ workspaceId, hunk, unstage: !isStaged }),
      [stage, workspaceId],
    ),
    discard: useCallback(({ path }) => void discard({ workspaceId, paths: [path] }), [discard, workspaceId]),
    discardGroup: useCallback((group) => void discard({ workspaceId, group }), [discard, workspaceId]),
    discardHunk: useCallback((hunk) => void discard({ workspaceId, hunk }), [discard, workspaceId]),
  };
}
