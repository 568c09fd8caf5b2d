"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { changesOf } from "#lib/modules/git/rules.ts";
import type { GitStatus } from "#lib/modules/git/schema.ts";

interface CommitFormProps {
  workspaceId: string;
  status: GitStatus;
  onCommitted: () => void;
}

/** Message and button; with nothing staged it takes every change, and says so. */
export function CommitForm({ workspaceId, status, onCommitted }: CommitFormProps) {
  const [message, setMessage] = useState("");
  const commit = useCommand<object>({
    name: "git.commit",
    errors: "inline",
    onDone: () => {
      setMessage("");
      onCommitted();
    },
  });
  const { staged, unstaged } = changesOf(status.entries);
  const isAll = staged.length === 0;
  const count = isAll ? unstaged.length : staged.length;
  const canCommit = count > 0 && message.trim() !== "";
  const submit = () => {
    if (canCommit && !commit.isPending) void commit.run({ workspaceId, message, all: isAll });
  };
  return (
    <form
      className="grid flex-none gap-2 border-t px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        rows={2}
        aria-label="Commit message"
        aria-invalid={commit.error ? true : undefined}
        aria-describedby={commit.error ? "commit-error" : undefined}
        placeholder="What changes, and why"
        maxLength={100_000}
        value={message}
        className="field-sizing-content max-h-40"
        onChange={(event) => {
          setMessage(event.target.value);
          if (commit.error) commit.reset();
        }}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit()}
      />
      {commit.error && (
        <p
          id="commit-error"
          role="alert"
          className="max-h-32 overflow-y-auto whitespace-pre-wrap text-failure text-xs [overflow-wrap:anywhere]"
        >
          {commit.error.message}
        </p>
      )}
      <Button type="submit" variant="primary" size="sm" disabled={!canCommit} isBusy={commit.isPending}>
        {count === 0 ? "Nothing to commit" : `Commit ${isAll ? "all " : ""}${countOf(count, "file")}`}
      </Button>
    </form>
  );
}
