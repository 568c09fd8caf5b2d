"use client";

import { useCallback } from "react";
import { toast } from "sonner";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { type Change, shownPath } from "#lib/modules/git/rules.ts";
import type { DiscardedChanges } from "#lib/modules/git/schema.ts";

/** A hunk, or some of its lines, as the commands take them. */
export interface HunkChoice {
  path: string;
  oldPath?: string | undefined;
  id: string;
  lines?: number[];
}

export interface Changes {
  isBusy: boolean;
  setStaged: (changes: readonly Change[], isStaged: boolean) => void;
  setAllStaged: (isStaged: boolean) => void;
  setHunkStaged: (hunk: HunkChoice, isStaged: boolean) => void;
  discard: (changes: readonly Change[]) => void;
  discardHunk: (hunk: HunkChoice) => void;
}

/** More are not named one by one: then it is everything. */
const pathsMax = 10_000;

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
      (changes, isStaged) => {
        const paths = changes.flatMap(({ path, oldPath }) => (oldPath ? [path, oldPath] : [path]));
        const chosen = paths.length > pathsMax ? { all: true } : { paths };
        void stage({ workspaceId, ...chosen, unstage: !isStaged });
      },
      [stage, workspaceId],
    ),
    setAllStaged: useCallback(
      (isStaged) => void stage({ workspaceId, all: true, unstage: !isStaged }),
      [stage, workspaceId],
    ),
    setHunkStaged: useCallback(
      (hunk, isStaged) => void stage({ workspaceId, hunk, unstage: !isStaged }),
      [stage, workspaceId],
    ),
    discard: useCallback(
      (changes) => void discard({ workspaceId, paths: changes.map(({ path }) => path) }),
      [discard, workspaceId],
    ),
    discardHunk: useCallback((hunk) => void discard({ workspaceId, hunk }), [discard, workspaceId]),
  };
}
