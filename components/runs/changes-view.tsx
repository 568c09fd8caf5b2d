"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDiff, X } from "lucide-react";
import { useState } from "react";
import type { PendingComment } from "#components/runs/use-feedback.ts";
import { DiffView } from "#components/shared/diff-view.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { runQueries } from "#lib/modules/runs/queries.ts";
import type { RunDiff } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface ChangesProps {
  task: TaskView;
  comments: readonly PendingComment[];
  /** Missing where nothing can be sent back now. */
  onAdd?: (comment: PendingComment) => void;
  onRemove: (index: number) => void;
}

/** What the run changed, by file; comments on lines are collected until they are sent back. */
export function ChangesView(props: ChangesProps) {
  const { currentRun } = props.task;
  return currentRun ? <Changes {...props} runId={currentRun.id} /> : <NoChanges />;
}

const NoChanges = () => <EmptyView icon={FileDiff} title="No changes yet" />;

function Changes({ task, runId, comments, onAdd, onRemove }: ChangesProps & { runId: string }) {
  const diff = useQuery(runQueries.diff(task, runId));
  const [layout, setLayout] = useState<"unified" | "split">("unified");
  const [draft, setDraft] = useState<{ path: string; line: number } | null>(null);
  if (diff.isPending) return <LoadingRows label="The changes are loading" />;
  if (diff.isError)
    return <ErrorView title="The changes could not be loaded" error={diff.error} onRetry={diff.refetch} />;
  if (diff.data.files.length === 0) return <NoChanges />;

  const renderLine = (path: string) => (position: { side: "old" | "new"; line: number }) => {
    if (position.side !== "new") return null;
    const here = comments.flatMap((comment, index) =>
      comment.path === path && comment.line === position.line ? [{ comment, index }] : [],
    );
    const isDraft = draft?.path === path && draft.line === position.line;
    if (here.length === 0 && !isDraft) return null;
    return (
      <div className="grid gap-2 p-2 font-sans">
        {here.map(({ comment, index }) => (
          <CommentView
            key={`${index}:${comment.text}`}
            text={comment.text}
            onRemove={() => onRemove(index)}
          />
        ))}
        {isDraft && onAdd && (
          <CommentForm
            onCancel={() => setDraft(null)}
            onSave={(text) => {
              onAdd({ path, line: position.line, text });
              setDraft(null);
            }}
          />
        )}
      </div>
    );
  };

  return (
    <div className="grid gap-3">
      <Totals diff={diff.data} layout={layout} onLayout={setLayout} />
      {diff.data.files.map((file) => (
        <DiffView
          key={file.path}
          path={file.path}
          oldPath={file.oldPath}
          additions={file.additions}
          deletions={file.deletions}
          patch={file.patch}
          isTruncated={file.truncated}
          layout={layout}
          renderLine={renderLine(file.path)}
          onComment={
            onAdd
              ? ({ side, line }) => {
                  if (side === "new") setDraft({ path: file.path, line });
                }
              : undefined
          }
        />
      ))}
    </div>
  );
}

interface TotalsProps {
  diff: RunDiff;
  layout: "unified" | "split";
  onLayout: (layout: "unified" | "split") => void;
}

function Totals({ diff, layout, onLayout }: TotalsProps) {
  const { files, additions, deletions } = diff.totals;
  return (
    <div className="flex min-h-6 items-center gap-2 text-muted-foreground text-xs">
      <p>
        {files} {files === 1 ? "file" : "files"} changed, {additions} added, {deletions} removed
      </p>
      <ButtonGroup aria-label="Layout" className="ml-auto max-md:hidden">
        {(["unified", "split"] as const).map((choice) => (
          <Button key={choice} size="xs" aria-pressed={layout === choice} onClick={() => onLayout(choice)}>
            {choice === "unified" ? "Unified" : "Side by side"}
          </Button>
        ))}
      </ButtonGroup>
    </div>
  );
}

function CommentView({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <div className="flex items-start gap-2 rounded-md border bg-card px-3 py-2">
      <p className="min-w-0 flex-1 whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</p>
      <Button variant="ghost" size="icon-xs" aria-label="Remove the comment" onClick={onRemove}>
        <X />
      </Button>
    </div>
  );
}

function CommentForm({ onSave, onCancel }: { onSave: (text: string) => void; onCancel: () => void }) {
  const [text, setText] = useState("");
  return (
    <div className="grid gap-2 rounded-md border bg-card p-2">
      <Textarea
        autoFocus
        rows={2}
        aria-label="Comment"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button size="sm" variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="sm" disabled={text.trim() === ""} onClick={() => onSave(text.trim())}>
          Add comment
        </Button>
      </div>
    </div>
  );
}
