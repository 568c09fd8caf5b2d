"use client";

import { Undo2 } from "lucide-react";
import type { Changes } from "#components/git/use-changes.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#lib/client/class-names.ts";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";
import { type Change, shownPath } from "#lib/modules/git/rules.ts";

interface ChangeRowProps {
  change: Change;
  group: string;
  isStaged: boolean;
  isWritable: boolean;
  isChosen: boolean;
  changes: Changes;
  onChoose: () => void;
}

/** One file of the list: its tick, its name and folder, what happened to it, and the way to undo that. */
export function ChangeRow({
  change,
  group,
  isStaged,
  isWritable,
  isChosen,
  changes,
  onChoose,
}: ChangeRowProps) {
  const { letter, word, oldPath } = change;
  const path = shownPath(change.path);
  const isConflict = letter === "!";
  return (
    <div
      className={cn(
        "group flex h-7 items-center gap-2 rounded-md px-2 hover:bg-accent max-md:h-10",
        isChosen && "bg-accent font-medium",
      )}
    >
      {isConflict ? (
        <span className="size-4 flex-none" />
      ) : (
        <Checkbox
          checked={isStaged}
          disabled={!isWritable}
          onCheckedChange={() => changes.setStaged(change, !isStaged)}
          aria-label={`${isStaged ? "Unstage" : "Stage"} ${path}`}
        />
      )}
      <button
        type="button"
        title={oldPath ? `${shownPath(oldPath)} → ${path}` : path}
        aria-current={isChosen || undefined}
        onClick={onChoose}
        className="flex h-full min-w-0 flex-1 items-center gap-1.5 rounded-sm text-left text-xs focus-visible:-outline-offset-2"
      >
        <span className="max-w-[75%] flex-none truncate">{nameOf(path.replace(/\/$/, ""))}</span>
        <span className="min-w-0 truncate text-subtle-foreground">{parentOf(path.replace(/\/$/, ""))}</span>
        <span
          aria-hidden="true"
          className={cn(
            "ml-auto w-3 flex-none text-center font-medium font-mono text-2xs",
            letter === "D" || isConflict ? "text-failure" : "text-primary-text",
          )}
        >
          {group === "Untracked" ? "U" : letter}
        </span>
        <span className="sr-only">{group === "Untracked" ? "untracked" : word}</span>
      </button>
      {isWritable && (isStaged || isConflict) && <span className="size-control-xs flex-none" />}
      {isWritable && !isStaged && !isConflict && (
        <Button
          variant="ghost"
          size="icon-xs"
          aria-label={`Discard changes of ${path}`}
          title="Discard"
          className="opacity-0 focus-visible:opacity-100 group-hover:opacity-100 max-md:opacity-100"
          onClick={() => changes.discard(change)}
        >
          <Undo2 />
        </Button>
      )}
    </div>
  );
}
