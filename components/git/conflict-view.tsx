"use client";

import { useQuery } from "@tanstack/react-query";
import { SquarePen } from "lucide-react";
import Link from "next/link";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { readText } from "#lib/client/read-text.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { gitQueries, versionUrl } from "#lib/modules/git/queries.ts";
import { shownPath } from "#lib/modules/git/rules.ts";
import type { FileConflict } from "#lib/modules/git/schema.ts";

interface ConflictViewProps {
  projectId: string;
  workspaceId: string;
  path: string;
  isWritable: boolean;
}

const sides = ["base", "ours", "theirs"] as const;
type SideName = (typeof sides)[number];

/** A file in conflict: the common base and both sides next to each other, and the ways to settle it. */
export function ConflictView({ projectId, workspaceId, path, isWritable }: ConflictViewProps) {
  const { data, error, refetch } = useQuery(gitQueries.conflict(workspaceId, path));
  const resolve = useCommand<object>({ name: "git.resolve", label: "Settle" });
  if (!data && error) {
    return (
      <ErrorView
        title={`${shownPath(path)} could not be read`}
        error={error}
        onRetry={() => void refetch()}
      />
    );
  }
  if (!data) return <LoadingText label="Loading the conflict" lines={10} />;
  const settle = (take: "ours" | "theirs" | "working" | "again") =>
    void resolve.run({ workspaceId, paths: [path], take });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <header className="grid gap-2">
        <h3 className="font-medium [overflow-wrap:anywhere]">
          <code>{shownPath(path)}</code> is in conflict
        </h3>
        {isWritable && (
          <div className="flex flex-wrap gap-2">
            <Button size="sm" isBusy={resolve.isPending} onClick={() => settle("ours")}>
              {data.ours ? "Take ours" : "Delete it, as ours did"}
            </Button>
            <Button size="sm" isBusy={resolve.isPending} onClick={() => settle("theirs")}>
              {data.theirs ? "Take theirs" : "Delete it, as theirs did"}
            </Button>
            <Button asChild size="sm">
              <Link href={`/projects/${projectId}/files?${new URLSearchParams({ path })}`}>
                <SquarePen />
                Edit by hand
              </Link>
            </Button>
            <Button
              size="sm"
              variant="primary"
              disabled={data.isMarked}
              isBusy={resolve.isPending}
              title={data.isMarked ? "Take the marks out of the file first" : undefined}
              onClick={() => settle("working")}
            >
              Mark as settled
            </Button>
            {!data.isMarked && (
              <Button size="sm" variant="ghost" isBusy={resolve.isPending} onClick={() => settle("again")}>
                Begin again
              </Button>
            )}
          </div>
        )}
        <p className="text-muted-foreground text-xs">
          {data.isMarked
            ? "The file holds both sides between marks (<<<<<<<, =======, >>>>>>>). Edit it until they are gone, then mark it as settled."
            : "No marks are left in the file: it can be marked as settled as it is."}
        </p>
      </header>
      <div className="grid gap-3 xl:grid-cols-3">
        {sides.map((side) => (
          <Side key={side} workspaceId={workspaceId} conflict={data} side={side} />
        ))}
      </div>
    </div>
  );
}

interface SideProps {
  workspaceId: string;
  conflict: FileConflict;
  side: SideName;
}

function Side({ workspaceId, conflict, side }: SideProps) {
  const content = conflict[side];
  const label = { base: "Before both", ours: conflict.oursLabel, theirs: conflict.theirsLabel }[side];
  const title = { base: "Base", ours: "Ours", theirs: "Theirs" }[side];
  const isText = content?.kind === "text";
  const text = useQuery({
    queryKey: ["git", workspaceId, "change", "side", conflict.path, side, content?.sizeBytes ?? 0],
    queryFn: ({ signal }) => readText(versionUrl(workspaceId, conflict.path, side), signal),
    enabled: isText,
  });
  return (
    <section aria-label={title} className="min-w-0 overflow-hidden rounded-lg border bg-card">
      <h4 className="flex min-h-9 items-center gap-2 border-b bg-muted px-3 text-xs">
        <span className="font-medium">{title}</span>
        <span className="min-w-0 truncate text-muted-foreground" title={label}>
          {label}
        </span>
      </h4>
      {isText ? (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
          tabIndex={0}
          className="max-h-[60vh] overflow-auto p-3 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
        >
          {text.data ?? (text.error ? text.error.message : "Loading …")}
        </pre>
      ) : (
        <p className="p-3 text-muted-foreground">
          {content === null
            ? side === "base"
              ? "There was no such file."
              : "This side has deleted it."
            : content.kind === "submodule"
              ? "Another repository: settle it in a terminal."
              : "A binary file."}
        </p>
      )}
    </section>
  );
}
