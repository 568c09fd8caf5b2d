"use client";

import { ArrowDown, ArrowUp, Columns2, FileDiff, Rows3, Space } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { ChangeDiff } from "#components/git/change-diff.tsx";
import { CommitDiff } from "#components/git/commit-diff.tsx";
import { ConflictView } from "#components/git/conflict-view.tsx";
import type { DiffOptions } from "#components/git/diff-options.ts";
import type { Changes } from "#components/git/use-changes.ts";
import type { GitChoice } from "#components/git/use-git-address.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { BackToList } from "#components/shared/list-and-detail.tsx";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import type { GitStatus } from "#lib/modules/git/schema.ts";

interface ChosenChangeProps {
  projectId: string;
  workspaceId: string;
  isWritable: boolean;
  status: GitStatus;
  choice: GitChoice;
  changes: Changes;
  onChoose: (choice: GitChoice) => void;
}

/** The change that was chosen in the list: one file's, a conflict, or a whole commit's. */
export function ChosenChange({ choice, status, changes, onChoose, ...place }: ChosenChangeProps) {
  const [options, setOptions] = useState<DiffOptions>({ layout: "unified", ignoresSpace: false });
  const frame = useRef<HTMLElement>(null);
  if (choice === null) {
    return (
      <EmptyView icon={FileDiff} title="Nothing is chosen" className="m-auto">
        Choose a changed file or a commit to see what is different.
      </EmptyView>
    );
  }
  const entry =
    choice.kind === "change" ? status.entries.find(({ path }) => path === choice.path) : undefined;
  const isConflict = entry?.conflicted === true;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "n") stepHunk(frame.current, 1);
    else if (event.key === "p") stepHunk(frame.current, -1);
    else if (event.key === "]" || event.key === "[") {
      const next = neighbourOf(status, choice, event.key === "]" ? 1 : -1);
      if (next) onChoose(next);
    }
  };
  const title =
    choice.kind === "commit"
      ? "Commit"
      : isConflict
        ? "Conflict"
        : choice.isStaged
          ? "Staged change"
          : "Change not staged";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: n, p, [ and ] do what the buttons and the list do
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onKeyDown}>
      <header className="flex h-9 flex-none items-center gap-2 border-b pr-3 pl-4 max-md:h-11 max-md:pl-1">
        <BackToList label="Back to the list" onBack={() => onChoose(null)} />
        <h2 className="min-w-0 truncate font-medium text-xs">{title}</h2>
        {!isConflict && <DiffTools options={options} onChange={setOptions} frame={frame} />}
      </header>
      <section
        ref={frame}
        aria-label="Difference"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto p-4 max-md:p-3"
      >
        {choice.kind === "commit" ? (
          <CommitDiff {...place} options={options} sha={choice.sha} />
        ) : isConflict ? (
          <ConflictView {...place} path={choice.path} />
        ) : (
          <ChangeDiff
            key={`${choice.path}:${choice.isStaged}`}
            {...place}
            options={options}
            path={choice.path}
            oldPath={entry?.oldPath}
            isStaged={choice.isStaged}
            changes={changes}
          />
        )}
      </section>
    </div>
  );
}

interface DiffToolsProps {
  options: DiffOptions;
  onChange: (options: DiffOptions) => void;
  frame: { current: HTMLElement | null };
}

function DiffTools({ options, onChange, frame }: DiffToolsProps) {
  const { layout, ignoresSpace } = options;
  return (
    <div className="ml-auto flex items-center gap-2">
      <ButtonGroup aria-label="Step through the changes">
        <Button
          size="icon-xs"
          aria-label="Previous change"
          title="Previous change (p)"
          onClick={() => stepHunk(frame.current, -1)}
        >
          <ArrowUp />
        </Button>
        <Button
          size="icon-xs"
          aria-label="Next change"
          title="Next change (n)"
          onClick={() => stepHunk(frame.current, 1)}
        >
          <ArrowDown />
        </Button>
      </ButtonGroup>
      <Button
        size="icon-xs"
        aria-label="Ignore white space"
        title="Ignore white space"
        aria-pressed={ignoresSpace}
        className="aria-pressed:border-primary-border aria-pressed:bg-primary-soft aria-pressed:text-primary-text"
        onClick={() => onChange({ ...options, ignoresSpace: !ignoresSpace })}
      >
        <Space />
      </Button>
      <ButtonGroup aria-label="Layout of the difference" className="max-md:hidden">
        <Button
          size="xs"
          aria-pressed={layout === "unified"}
          onClick={() => onChange({ ...options, layout: "unified" })}
        >
          <Rows3 />
          Unified
        </Button>
        <Button
          size="xs"
          aria-pressed={layout === "split"}
          onClick={() => onChange({ ...options, layout: "split" })}
        >
          <Columns2 />
          Split
        </Button>
      </ButtonGroup>
    </div>
  );
}

const isTyping = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.matches("input, textarea, [contenteditable]");

/** Moves the focus to the next hunk's head, or the one before. */
function stepHunk(frame: HTMLElement | null, step: 1 | -1): void {
  if (!frame) return;
  const heads = [...frame.querySelectorAll<HTMLElement>("[data-diff-hunk]")];
  const top = frame.getBoundingClientRect().top;
  const active = heads.findIndex((head) => head.contains(document.activeElement));
  const above = heads.filter((head) => head.getBoundingClientRect().top < top).length;
  const from = active >= 0 ? active : above - (step === 1 ? 1 : 0);
  const next = heads[Math.min(heads.length - 1, Math.max(0, from + step))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center" });
}

/** The file before or behind the chosen one, on the same side. */
function neighbourOf({ entries }: GitStatus, choice: GitChoice, step: number): GitChoice {
  if (choice?.kind !== "change") return null;
  const isOwn = (entry: GitStatus["entries"][number]) =>
    choice.isStaged ? entry.staged !== null && !entry.conflicted : entry.unstaged !== null || entry.untracked;
  const own = entries.filter(isOwn);
  const next = own[own.findIndex(({ path }) => path === choice.path) + step];
  return next ? { kind: "change", path: next.path, isStaged: choice.isStaged } : null;
}
