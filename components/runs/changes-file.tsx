"use client";

import { useQuery } from "@tanstack/react-query";
import { useContext, useMemo } from "react";
import { OpenWorkspaceContext } from "#components/projects/open-workspace.ts";
import { CommentCard } from "#components/runs/comment-card.tsx";
import { commentDrafts } from "#components/runs/drafts.ts";
import { FileActions } from "#components/runs/file-actions.tsx";
import type { Finding } from "#components/runs/findings.ts";
import { NewComment } from "#components/runs/new-comment.tsx";
import type { OpenComment } from "#components/runs/open-comments.ts";
import type { ChangesState } from "#components/runs/use-changes-view.ts";
import type { LinePosition } from "#components/shared/diff-line.tsx";
import { DiffView } from "#components/shared/diff-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { type PatchHunk, parsePatch } from "#lib/client/patch.ts";
import { readText } from "#lib/client/read-text.ts";
import { versionUrl } from "#lib/modules/git/queries.ts";
import { shownPath } from "#lib/modules/git/rules.ts";
import type { DiffFile } from "#lib/modules/git/schema.ts";
import { runQueries } from "#lib/modules/runs/queries.ts";

const badges: Partial<Record<DiffFile["status"], string>> = {
  added: "new",
  deleted: "deleted",
  renamed: "renamed",
  copied: "copied",
  type_changed: "type changed",
  conflicted: "in conflict",
};

interface ChangesFileProps {
  file: DiffFile;
  state: ChangesState;
}

/** One file's change with what is said to its lines; the lines are read when it is first drawn open. */
export function ChangesFile({ file, state }: ChangesFileProps) {
  const { task, run, filter, layout } = state;
  const isOpen = state.isOpen(file);
  const change = useQuery({ ...runQueries.change(task, run.id, { file, ...filter }), enabled: isOpen });
  const workspace = useContext(OpenWorkspaceContext);
  const patch = change.data?.patch ?? "";
  const hunks = useMemo(() => parsePatch(patch), [patch]);
  const findings = state.findingsByPath.get(file.path) ?? [];
  const inLines = useMemo(() => linesIn(hunks), [hunks]);
  const placeOf = (finding: Finding) => keyOf(finding.side, finding.endLine ?? finding.line ?? 0);
  const isPlaced = (finding: Finding) =>
    !finding.isOutdated && finding.line !== null && inLines.has(placeOf(finding));
  // Where they belong is known once the change has come.
  const above = change.isLoading ? [] : findings.filter((finding) => !isPlaced(finding) && !isPast(finding));
  const open = state.open.filter(({ path }) => path === file.path);
  // Lines around the hunks are shown until the file is drawn anew: what was being said to them then stands above.
  // biome-ignore lint/correctness/useExhaustiveDependencies: those that were there when these lines came
  const earlier = useMemo(() => new Set(open.map(({ key }) => key)), [hunks]);
  const isLeft = ({ key, side, endLine }: OpenComment) =>
    earlier.has(key) && !change.isLoading && !inLines.has(keyOf(side, endLine));
  const left = open.filter(isLeft);
  const base = filter.since === "review" ? run.reviewedCommit : run.baseCommit;
  const urlOf = (version: string | null, path: string) =>
    workspace && version ? versionUrl(workspace.workspaceId, path, version) : null;
  const after = file.status === "deleted" ? null : urlOf(run.headCommit, file.path);

  const renderLine = (position: LinePosition) => {
    const key = keyOf(position.side, position.line);
    const here = findings.filter((finding) => isPlaced(finding) && placeOf(finding) === key);
    const written = open.filter(
      (comment) => !isLeft(comment) && keyOf(comment.side, comment.endLine) === key,
    );
    if (here.length + written.length === 0) return null;
    return (
      <>
        {here.map((finding) => (
          <CommentCard key={finding.key} finding={finding} review={state.review} />
        ))}
        {written.map((comment) => (
          <NewComment key={comment.key} comment={comment} state={state} hunks={hunks} />
        ))}
      </>
    );
  };
  const onComment = ({ side, line }: LinePosition, isExtending: boolean) => {
    const place = { path: file.path, side, line };
    if (isExtending) state.extendComment(place);
    else state.openComment(place);
  };
  const badge = badges[file.status];
  return (
    <DiffView
      path={shownPath(file.path)}
      oldPath={file.oldPath ? shownPath(file.oldPath) : null}
      {...(badge === undefined ? {} : { badge })}
      additions={file.additions}
      deletions={file.deletions}
      patch={patch}
      isTruncated={change.data?.truncated ?? false}
      isBinary={change.data?.binary ?? false}
      layout={layout}
      isOpen={isOpen}
      onFold={(next) => state.fold(file.path, next)}
      versions={{ before: file.status === "added" ? null : urlOf(base, file.oldPath ?? file.path), after }}
      {...(after === null || file.status === "added" ? {} : { readText: () => readText(after) })}
      renderLine={renderLine}
      {...(state.mayComment ? { onComment } : {})}
      actions={<FileActions file={file} state={state} />}
      above={
        above.length + left.length > 0 && (
          <div className="grid gap-2 border-b bg-background px-4 py-3">
            {above.map((finding) => (
              <CommentCard key={finding.key} finding={finding} review={state.review} />
            ))}
            {left.map((comment) => (
              <NewComment key={comment.key} comment={comment} state={state} hunks={hunks} />
            ))}
          </div>
        )
      }
      instead={
        change.isPending ? (
          <LoadingText label={`${shownPath(file.path)} is loading`} lines={4} className="p-4" />
        ) : change.isError ? (
          <ErrorView
            className="m-3"
            title="The change could not be read"
            error={change.error}
            onRetry={() => void change.refetch()}
          />
        ) : change.data === null ? (
          <p className="px-4 py-3 text-muted-foreground">This file is no longer different.</p>
        ) : undefined
      }
    />
  );
}

/** It was said of an earlier state, and nothing of it is left to do. */
const isPast = ({ kind, isOutdated, key }: Finding): boolean =>
  kind === "sent" && isOutdated && commentDrafts.read(key) === null;

const keyOf = (side: "old" | "new", line: number): string => `${side}:${line}`;

/** The places under which something can be drawn: context lines stand under their new number. */
function linesIn(hunks: readonly PatchHunk[]): ReadonlySet<string> {
  return new Set(
    hunks.flatMap(({ lines }) =>
      lines.map(({ newLine, oldLine }) =>
        newLine === null ? keyOf("old", oldLine ?? 0) : keyOf("new", newLine),
      ),
    ),
  );
}
