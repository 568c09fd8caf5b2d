"use client";

import type { GitChoice } from "#components/git/use-git-address.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatCount } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";
import { type Change, changesOf } from "#lib/modules/git/rules.ts";
import type { GitStatus } from "#lib/modules/git/schema.ts";

interface ChangeListProps {
  workspaceId: string;
  isWritable: boolean;
  status: GitStatus;
  choice: GitChoice;
  onChoose: (choice: GitChoice) => void;
}

/** The changed files in two groups; a tick says what the next commit takes. */
export function ChangeList({ workspaceId, isWritable, status, choice, onChoose }: ChangeListProps) {
  const stage = useCommand<object>({ name: "git.stage", label: "Stage" });
  const { staged, unstaged } = changesOf(status.entries);
  const setStaged = (changes: readonly Change[], isStaged: boolean) =>
    void stage.run({
      workspaceId,
      paths: changes.flatMap(({ path, oldPath }) => (oldPath ? [path, oldPath] : [path])),
      unstage: !isStaged,
    });
  const groups = [
    { title: "Staged", changes: staged, isStaged: true, all: "Unstage all" },
    { title: "Changes", changes: unstaged, isStaged: false, all: "Stage all" },
  ];
  if (staged.length + unstaged.length === 0) {
    return <p className="px-4 py-3 text-muted-foreground">Nothing has changed since the last commit.</p>;
  }
  return (
    <>
      {groups.map(
        ({ title, changes, isStaged, all }) =>
          changes.length > 0 && (
            <section key={title} aria-label={title} className="px-2 py-2">
              <h2 className="flex h-6 items-center gap-2 px-2 font-medium text-muted-foreground text-xs">
                {title}
                <span className="font-normal">{formatCount(changes.length)}</span>
                {isWritable && (
                  <Button
                    variant="ghost"
                    size="xs"
                    className="ml-auto font-normal"
                    onClick={() => setStaged(changes, !isStaged)}
                  >
                    {all}
                  </Button>
                )}
              </h2>
              <ul>
                {changes.map((change) => (
                  <ChangeRow
                    key={change.path}
                    change={change}
                    isStaged={isStaged}
                    isWritable={isWritable}
                    isChosen={
                      choice?.kind === "change" && choice.path === change.path && choice.isStaged === isStaged
                    }
                    onToggle={() => setStaged([change], !isStaged)}
                    onChoose={() => onChoose({ kind: "change", path: change.path, isStaged })}
                  />
                ))}
              </ul>
            </section>
          ),
      )}
      {status.truncated && (
        <p className="px-4 pb-2 text-muted-foreground text-xs">There are more changes than are listed.</p>
      )}
    </>
  );
}

interface ChangeRowProps {
  change: Change;
  isStaged: boolean;
  isWritable: boolean;
  isChosen: boolean;
  onToggle: () => void;
  onChoose: () => void;
}

function ChangeRow({ change, isStaged, isWritable, isChosen, onToggle, onChoose }: ChangeRowProps) {
  const { path, letter, word } = change;
  return (
    <li
      className={cn(
        "flex h-7 items-center gap-2 rounded-md px-2 hover:bg-accent max-md:h-10",
        isChosen && "bg-accent font-medium",
      )}
    >
      <Checkbox
        checked={isStaged}
        disabled={!isWritable}
        onCheckedChange={onToggle}
        aria-label={`${isStaged ? "Unstage" : "Stage"} ${path}`}
      />
      <button
        type="button"
        title={path}
        aria-current={isChosen || undefined}
        onClick={onChoose}
        className="flex h-full min-w-0 flex-1 items-center gap-1.5 rounded-sm text-left text-xs focus-visible:-outline-offset-2"
      >
        <span className="flex-none truncate">{nameOf(path.replace(/\/$/, ""))}</span>
        <span className="min-w-0 truncate text-subtle-foreground">{parentOf(path.replace(/\/$/, ""))}</span>
        <span
          aria-hidden="true"
          className={cn(
            "ml-auto w-3 flex-none text-center font-medium font-mono text-2xs",
            letter === "D" || letter === "!" ? "text-failure" : "text-primary-text",
          )}
        >
          {letter}
        </span>
        <span className="sr-only">{word}</span>
      </button>
    </li>
  );
}
