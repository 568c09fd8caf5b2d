"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDiff } from "lucide-react";
import type { DiffOptions } from "#components/git/diff-options.ts";
import { FileDiffView } from "#components/git/file-diff-view.tsx";
import { RefBadges } from "#components/git/ref-badges.tsx";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { LineCounts } from "#components/shared/diff-view.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { countOf, formatCount } from "#lib/client/format.ts";
import { gitQueries, versionUrl } from "#lib/modules/git/queries.ts";

interface CommitDiffProps {
  projectId: string;
  workspaceId: string;
  options: DiffOptions;
  sha: string;
}

/** More files than this are listed with their change folded. */
const openFilesMax = 30;

/** A commit: who, when, why, and what it changed. */
export function CommitDiff({ workspaceId, projectId, options, sha }: CommitDiffProps) {
  const { data, error, refetch } = useQuery(gitQueries.commit(workspaceId, sha, options.ignoresSpace));
  if (data === undefined && error) {
    return <ErrorView title="The commit could not be read" error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <LoadingText label="Loading the commit" lines={10} />;
  if (data === null) return <EmptyView icon={FileDiff} title="There is no such commit" />;
  const { commit, diff } = data;
  const [parent] = commit.parents;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <header>
        <h3 className="font-semibold text-lg tracking-tight [overflow-wrap:anywhere]">{commit.subject}</h3>
        {commit.body !== "" && (
          <p className="mt-1 whitespace-pre-wrap text-muted-foreground [overflow-wrap:anywhere]">
            {commit.body}
          </p>
        )}
        <p className="mt-2 flex flex-wrap items-center gap-x-2 text-muted-foreground text-xs">
          <span>{commit.author.name}</span>
          <RelativeTime at={commit.authoredAt} />
          {commit.committer.name !== commit.author.name && <span>committed by {commit.committer.name}</span>}
          <span className="flex items-center">
            <code>{commit.sha.slice(0, 12)}</code>
            <CopyButton text={commit.sha} label="Copy the commit's id" />
          </span>
          {commit.parents.length > 1 && <span>a merge, compared with its first parent</span>}
          {countOf(diff.totals.files, "file")}
          <LineCounts additions={diff.totals.additions} deletions={diff.totals.deletions} />
          <RefBadges refs={commit.refs} />
        </p>
      </header>
      {diff.files.map((file) => (
        <FileDiffView
          key={file.path}
          file={file}
          layout={options.layout}
          projectId={projectId}
          isHistory
          versions={{
            before:
              parent && file.status !== "added"
                ? versionUrl(workspaceId, file.oldPath ?? file.path, parent)
                : null,
            after: file.status === "deleted" ? null : versionUrl(workspaceId, file.path, commit.sha),
          }}
          {...(diff.files.length > openFilesMax ? { defaultIsOpen: false } : {})}
        />
      ))}
      {diff.truncated && (
        <p className="text-muted-foreground">
          The first {formatCount(diff.files.length)} of {countOf(diff.totals.files, "file")} are listed.
        </p>
      )}
    </div>
  );
}
