"use client";

import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#lib/client/class-names.ts";
import type { PatchLine } from "#lib/client/patch.ts";

export interface LinePosition {
  side: "old" | "new";
  line: number;
}

export interface DiffLineSlots {
  /** What stands under a line: comments, a form. */
  renderLine?: (position: LinePosition) => ReactNode;
  /** Offers "comment" on each line: by the button in the gutter, or `c` on the line that has the focus. */
  onComment?: (position: LinePosition) => void;
}

export const positionOf = (line: PatchLine): LinePosition =>
  line.newLine !== null ? { side: "new", line: line.newLine } : { side: "old", line: line.oldLine ?? 0 };

const textBackground = { context: "", added: "bg-diff-added", removed: "bg-diff-removed" } as const;
const gutterBackground = {
  context: "text-subtle-foreground",
  added: "bg-diff-added-gutter text-muted-foreground",
  removed: "bg-diff-removed-gutter text-muted-foreground",
} as const;

interface DiffCellsProps {
  line: PatchLine | null;
  /** Which numbers stand before the text. */
  numbers: "both" | "old" | "new";
  onComment?: DiffLineSlots["onComment"];
}

/** Gutter and text of one line; null draws the empty half of a side-by-side row. */
export function DiffCells({ line, numbers, onComment }: DiffCellsProps) {
  if (!line) return <span className="flex-1 bg-muted" />;
  const gutter = cn("w-10 flex-none select-none pr-2 text-right text-[11px]", gutterBackground[line.kind]);
  return (
    <span className="group/line flex min-w-0 flex-1">
      {numbers !== "new" && <span className={gutter}>{line.oldLine}</span>}
      {numbers !== "old" && <span className={gutter}>{line.newLine}</span>}
      <span
        className={cn(
          "relative min-w-0 flex-1 whitespace-pre-wrap pr-3 pl-5 [overflow-wrap:anywhere] [tab-size:4]",
          textBackground[line.kind],
        )}
      >
        {line.kind !== "context" && (
          <span
            className={cn(
              "absolute left-2 select-none",
              line.kind === "added" ? "text-primary-text" : "text-failure",
            )}
          >
            {line.kind === "added" ? "+" : "−"}
          </span>
        )}
        {onComment && (
          <button
            type="button"
            tabIndex={-1}
            aria-label={`Comment on line ${line.newLine ?? line.oldLine}`}
            className="-left-2.5 absolute top-0 grid size-5 place-items-center rounded-sm bg-primary text-primary-foreground opacity-0 group-hover/line:opacity-100 group-focus/row:opacity-100"
            onClick={() => onComment(positionOf(line))}
          >
            <Plus className="size-3.5" />
          </button>
        )}
        <ChangedText line={line} />
      </span>
    </span>
  );
}

function ChangedText({ line }: { line: PatchLine }) {
  if (!line.changed || line.changed[0] === line.changed[1]) return line.text;
  const [start, end] = line.changed;
  return (
    <>
      {line.text.slice(0, start)}
      <mark
        className={cn(
          "rounded-[2px] text-inherit",
          line.kind === "added" ? "bg-diff-added-strong" : "bg-diff-removed-strong",
        )}
      >
        {line.text.slice(start, end)}
      </mark>
      {line.text.slice(end)}
    </>
  );
}
