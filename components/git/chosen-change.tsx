"use client";

import { useQuery } from "@tanstack/react-query";
import { Columns2, FileDiff, Rows3, SquarePen } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import type { GitChoice } from "#components/git/use-git-address.ts";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { DiffView, LineCounts } from "#components/shared/diff-view.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { BackToList } from "#components/shared/list-and-detail.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import { countOf } from "#lib/client/format.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";
import type { DiffFile } from "#lib/modules/git/schema.ts";

interface ChosenChangeProps {
  projectId: string;
  workspaceId: string;
  choice: GitChoice;
  onBack: () => void;
}

type Layout = "unified" | "split";

/** The change that was chosen in the list: one file's, or a whole commit's. */
export function ChosenChange({ choice, ...props }: ChosenChangeProps) {
  const [layout, setLayout] = useState<Layout>("unified");
  if (choice === null) {
    return (
      <EmptyView icon={FileDiff} title="Nothing is chosen" className="m-auto">
        Choose a changed file or a commit to see what is different.
      </EmptyView>
    );
  }
  const view = { ...props, layout };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-9 flex-none items-center gap-2 border-b pr-3 pl-4 max-md:h-11 max-md:pl-1">
        <BackToList label="Back to the list" onBack={props.onBack} />
        <h2 className="min-w-0 truncate font-medium text-xs">
          {choice.kind === "commit" ? "Commit" : choice.isStaged ? "Staged change" : "Change not staged"}
        </h2>
        <ButtonGroup aria-label="Layout of the difference" className="ml-auto max-md:hidden">
          <Button size="xs" aria-pressed={layout === "unified"} onClick={() => setLayout("unified")}>
            <Rows3 />
            Unified
          </Button>
          <Button size="xs" aria-pressed={layout === "split"} onClick={() => setLayout("split")}>
            <Columns2 />
            Split
          </Button>
        </ButtonGroup>
      </header>
      <section
        aria-label="Difference"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto p-4 max-md:p-3"
      >
        {choice.kind === "commit" ? (
          <CommitDiff {...view} sha={choice.sha} />
        ) : (
          <ChangeDiff {...view} {...choice} />
        )}
      </section>
    </div>
  );
}

interface DiffProps extends Omit<ChosenChangeProps, "choice" | "onBack"> {
  layout: Layout;
}

function ChangeDiff({
  workspaceId,
  projectId,
  layout,
  path,
  isStaged,
}: DiffProps & { path: string; isStaged: boolean }) {
  const { data, error, refetch } = useQuery(gitQueries.change(workspaceId, { path, isStaged }));
  if (!data && error) {
    return <ErrorView title={`${path} could not be compared`} error={error} onRetry={() => void refetch()} />;
  }
  if (!data) return <LoadingText label={`Loading the change of ${path}`} lines={10} />;
  if (data.files.length === 0) {
    return (
      <EmptyView icon={FileDiff} title="No longer different">
        {isStaged ? "Nothing of this file is staged." : "This file is as it was staged or committed."}
      </EmptyView>
    );
  }
  return <FileDiffs files={data.files} layout={layout} projectId={projectId} />;
}

function CommitDiff({ workspaceId, projectId, layout, sha }: DiffProps & { sha: string }) {
  const { data, error, refetch } = useQuery(gitQueries.commit(workspaceId, sha));
  if (data === undefined && error) {
    return <ErrorView title="The commit could not be read" error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <LoadingText label="Loading the commit" lines={10} />;
  if (data === null) return <EmptyView icon={FileDiff} title="There is no such commit" />;
  const { commit, diff } = data;
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
          <span className="flex items-center">
            <code>{commit.sha.slice(0, 12)}</code>
            <CopyButton text={commit.sha} label="Copy the commit's id" />
          </span>
          {diff && (
            <>
              {countOf(diff.totals.files, "file")}
              <LineCounts additions={diff.totals.additions} deletions={diff.totals.deletions} />
            </>
          )}
        </p>
      </header>
      {diff ? (
        <FileDiffs files={diff.files} layout={layout} projectId={projectId} isHistory />
      ) : (
        <p className="text-muted-foreground">The first commit: there is nothing before it to compare with.</p>
      )}
    </div>
  );
}

interface FileDiffsProps {
  files: readonly DiffFile[];
  layout: Layout;
  projectId: string;
  /** What is shown is past: the file may look different now. */
  isHistory?: boolean;
}

const badges: Partial<Record<DiffFile["status"], string>> = {
  added: "new",
  deleted: "deleted",
  renamed: "renamed",
  copied: "copied",
  type_changed: "type changed",
  conflicted: "in conflict",
};

function FileDiffs({ files, layout, projectId, isHistory = false }: FileDiffsProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {files.map((file) => (
        <DiffView
          key={file.path}
          path={file.path}
          oldPath={file.oldPath ?? null}
          badge={badges[file.status]}
          additions={file.additions}
          deletions={file.deletions}
          patch={file.patch}
          isTruncated={file.truncated}
          layout={layout}
          actions={
            !isHistory && file.status !== "deleted" && <OpenLink projectId={projectId} path={file.path} />
          }
        />
      ))}
    </div>
  );
}

const OpenLink = ({ projectId, path }: { projectId: string; path: string }): ReactNode => (
  <Button asChild variant="ghost" size="xs">
    <Link href={`/projects/${projectId}/files?${new URLSearchParams({ path })}`}>
      <SquarePen />
      Open
    </Link>
  </Button>
);
