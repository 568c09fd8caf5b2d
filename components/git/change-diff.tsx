"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDiff, Minus, Plus, Undo2 } from "lucide-react";
import { useState } from "react";
import type { DiffOptions } from "#components/git/diff-options.ts";
import { FileDiffView } from "#components/git/file-diff-view.tsx";
import type { Changes } from "#components/git/use-changes.ts";
import type { LineChoice } from "#components/shared/diff-line.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { countOf } from "#lib/client/format.ts";
import { contentUrl } from "#lib/modules/files/queries.ts";
import { gitQueries, versionUrl } from "#lib/modules/git/queries.ts";
import { shownPath } from "#lib/modules/git/rules.ts";
import type { DiffFile } from "#lib/modules/git/schema.ts";

interface ChangeDiffProps {
  projectId: string;
  workspaceId: string;
  isWritable: boolean;
  options: DiffOptions;
  path: string;
  oldPath: string | undefined;
  isStaged: boolean;
  changes: Changes;
}

/** One file's change on one side, taken by hunk or by line. */
export function ChangeDiff({ workspaceId, path, oldPath, isStaged, options, ...props }: ChangeDiffProps) {
  const { ignoresSpace } = options;
  const side = { path, oldPath: isStaged ? oldPath : undefined, isStaged, ignoresSpace };
  const { data, error, refetch } = useQuery(gitQueries.change(workspaceId, side));
  if (!data && error) {
    return (
      <ErrorView
        title={`${shownPath(path)} could not be compared`}
        error={error}
        onRetry={() => void refetch()}
      />
    );
  }
  if (!data) return <LoadingText label={`Loading the change of ${shownPath(path)}`} lines={10} />;
  const [file] = data.files;
  if (!file) {
    return (
      <EmptyView icon={FileDiff} title="No longer different">
        {isStaged ? "Nothing of this file is staged." : "This file is as it was staged or committed."}
      </EmptyView>
    );
  }
  return (
    <HunkedDiff {...props} workspaceId={workspaceId} options={options} file={file} isStaged={isStaged} />
  );
}

interface HunkedDiffProps extends Omit<ChangeDiffProps, "path" | "oldPath"> {
  file: DiffFile;
}

function HunkedDiff({
  workspaceId,
  projectId,
  isWritable,
  options,
  file,
  isStaged,
  changes,
}: HunkedDiffProps) {
  // Lines by the id of their hunk: in another state of the file they are other lines, with another id.
  const [chosen, setChosen] = useState<Readonly<Record<string, readonly number[]>>>({});
  const idOf = (hunk: number): string => file.hunks[hunk] ?? "";
  const choice: LineChoice = {
    isChosen: (hunk, line) => chosen[idOf(hunk)]?.includes(line.index) ?? false,
    toggle: (hunk, { index }) =>
      setChosen((before) => {
        const lines = before[idOf(hunk)] ?? [];
        const next = lines.includes(index) ? lines.filter((one) => one !== index) : [...lines, index];
        return { ...before, [idOf(hunk)]: next };
      }),
  };
  const renderHunk = (hunk: number) => {
    const id = idOf(hunk);
    if (id === "") return null;
    const lines = chosen[id] ?? [];
    const part = lines.length > 0 ? { lines: [...lines] } : {};
    const taken = { path: file.path, oldPath: file.oldPath, id, ...part };
    const what = lines.length > 0 ? countOf(lines.length, "line") : "hunk";
    return (
      <>
        {!isStaged && (
          <Button
            size="xs"
            variant="ghost"
            disabled={changes.isBusy}
            onClick={() => changes.discardHunk(taken)}
          >
            <Undo2 />
            Discard {what}
          </Button>
        )}
        <Button size="xs" disabled={changes.isBusy} onClick={() => changes.setHunkStaged(taken, !isStaged)}>
          {isStaged ? <Minus /> : <Plus />}
          {isStaged ? "Unstage" : "Stage"} {what}
        </Button>
      </>
    );
  };
  const hasHunks = isWritable && file.hunks.length > 0;
  const isNew = file.status === "added";
  const isGone = file.status === "deleted";
  const before = versionUrl(workspaceId, file.oldPath ?? file.path, isStaged ? "HEAD" : "index");
  const after = isStaged ? versionUrl(workspaceId, file.path, "index") : contentUrl(workspaceId, file.path);
  return (
    <>
      {options.ignoresSpace && isWritable && (
        <p className="pb-3 text-muted-foreground text-xs">
          White space is left out of account, so the change cannot be taken by hunk.
        </p>
      )}
      <FileDiffView
        file={file}
        layout={options.layout}
        projectId={projectId}
        versions={{ before: isNew ? null : before, after: isGone ? null : after }}
        defaultIsOpen={file.additions + file.deletions < 10_000}
        {...(hasHunks ? { choice, renderHunk } : {})}
      />
    </>
  );
}
