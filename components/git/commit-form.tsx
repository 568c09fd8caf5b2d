"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { hintOfSubject } from "#lib/modules/git/rules.ts";
import type { Commit, GitStatus } from "#lib/modules/git/schema.ts";

interface CommitFormProps {
  workspaceId: string;
  status: GitStatus;
  /** The newest commit, for amending; null where there is none. */
  newest: Commit | null;
  onCommitted: () => void;
}

/** Message and button; with nothing staged it takes every change, and says so. */
export function CommitForm({ workspaceId, status, newest, onCommitted }: CommitFormProps) {
  const [message, setMessage] = useState("");
  const [isSignedOff, setIsSignedOff] = useState(false);
  const [amended, setAmended] = useState<Commit | null>(null);
  const commit = useCommand<object>({
    name: "git.commit",
    errors: "inline",
    onDone: () => {
      setMessage("");
      setAmended(null);
      onCommitted();
    },
  });
  const { staged, changed, untracked, conflicted } = status.totals;
  const isAll = staged === 0;
  const count = isAll ? changed + untracked : staged;
  const canCommit = (count > 0 || amended !== null) && conflicted === 0 && message.trim() !== "";
  const hint = hintOfSubject(message);
  const change = (text: string) => {
    setMessage(text);
    if (commit.error) commit.reset();
  };
  const submit = () => {
    if (!canCommit || commit.isPending) return;
    const more = amended ? { amend: amended.sha } : {};
    void commit.run({ workspaceId, message, all: isAll && amended === null, signOff: isSignedOff, ...more });
  };
  const toggleAmend = () => {
    if (commit.error) commit.reset();
    setAmended(amended ? null : newest);
    if (!amended && newest && message.trim() === "") {
      setMessage(newest.body === "" ? newest.subject : `${newest.subject}\n\n${newest.body}`);
    }
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
        aria-describedby={commit.error ? "commit-error" : hint ? "commit-hint" : undefined}
        placeholder="What changes, and why"
        maxLength={100_000}
        value={message}
        className="field-sizing-content max-h-40"
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit()}
      />
      {hint && (
        <p id="commit-hint" className="text-muted-foreground text-xs">
          {hint}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs">
        <Tick label="Sign off" isOn={isSignedOff} onToggle={() => setIsSignedOff(!isSignedOff)} />
        {newest && status.underWay === null && (
          <Tick label="Amend the last commit" isOn={amended !== null} onToggle={toggleAmend} />
        )}
      </div>
      {amended && (
        <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">
          Takes the place of <code>{amended.sha.slice(0, 7)}</code> {amended.subject}
          {staged === 0 && ": only its message changes, for nothing is staged."}
        </p>
      )}
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
        {amended
          ? `Amend${staged > 0 ? ` with ${countOf(staged, "file")}` : ""}`
          : conflicted > 0
            ? "Settle the conflicts first"
            : count === 0
              ? "Nothing to commit"
              : `Commit ${isAll ? "all " : ""}${countOf(count, "file")}`}
      </Button>
    </form>
  );
}

function Tick({ label, isOn, onToggle }: { label: string; isOn: boolean; onToggle: () => void }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a button of Radix
    <label className="flex cursor-pointer items-center gap-2">
      <Checkbox checked={isOn} onCheckedChange={onToggle} />
      {label}
    </label>
  );
}
