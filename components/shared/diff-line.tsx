"use client";

import { Check, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { SeenText } from "#components/shared/foreign-text.tsx";
import type { Syntax, SyntaxToken } from "#components/shared/use-syntax.ts";
import { cn } from "#lib/client/class-names.ts";
import type { PatchLine } from "#lib/client/patch.ts";

export interface LinePosition {
  side: "old" | "new";
  line: number;
}

export interface DiffLineSlots {
  /** What stands under a line: comments, a form. */
  renderLine?: (position: LinePosition) => ReactNode;
  /** Offers "comment" on each line: by the button in the gutter, or `c` on the line that has the focus; with Shift up to there. */
  onComment?: (position: LinePosition, isExtending: boolean) => void;
  /** Lets changed lines be chosen one by one: by the button in the gutter, or `x` on the line that has the focus. */
  choice?: LineChoice;
  /** What is offered for a hunk, in its head. */
  renderHunk?: (hunk: number) => ReactNode;
  /** Colours of a line's text, where its language is known. */
  syntax?: Syntax | null;
}

export interface LineChoice {
  isChosen: (hunk: number, line: PatchLine) => boolean;
  toggle: (hunk: number, line: PatchLine) => void;
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
  hunk: number;
  slots: DiffLineSlots;
}

/** Gutter and text of one line; null draws the empty half of a side-by-side row. */
export function DiffCells({ line, numbers, hunk, slots: { onComment, choice, syntax } }: DiffCellsProps) {
  if (!line) return <span className="flex-1 bg-muted" />;
  const isChosen = choice?.isChosen(hunk, line) ?? false;
  const gutter = cn("w-10 flex-none select-none pr-2 text-right text-[11px]", gutterBackground[line.kind]);
  return (
    <span className="group/line flex min-w-0 flex-1">
      {numbers !== "new" && <span className={gutter}>{line.oldLine}</span>}
      {numbers !== "old" && <span className={gutter}>{line.newLine}</span>}
      <span
        className={cn(
          "relative min-w-0 flex-1 whitespace-pre-wrap pr-3 pl-5 [overflow-wrap:anywhere] [tab-size:4]",
          textBackground[line.kind],
          isChosen && "shadow-[inset_3px_0_0_var(--primary)]",
        )}
      >
        {line.kind !== "context" && choice && line.index >= 0 && (
          <button
            type="button"
            tabIndex={-1}
            aria-pressed={isChosen}
            aria-label={`Choose line ${line.newLine ?? line.oldLine}`}
            title="Choose this line (x)"
            className={cn(
              "-left-2 absolute top-0.5 grid size-4 place-items-center rounded-sm border bg-card text-muted-foreground opacity-0 focus-visible:opacity-100 group-hover/line:opacity-100 group-focus/row:opacity-100 max-md:opacity-100",
              isChosen && "border-primary bg-primary text-primary-foreground opacity-100",
            )}
            onClick={() => choice.toggle(hunk, line)}
          >
            {isChosen ? <Check className="size-3" /> : <Plus className="size-3" />}
          </button>
        )}
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
            onClick={(event) => onComment(positionOf(line), event.shiftKey)}
          >
            <Plus className="size-3.5" />
          </button>
        )}
        <LineText line={line} tokens={syntax?.(line) ?? null} />
      </span>
    </span>
  );
}

/** The text in its colours, with the words marked that differ: cut wherever either begins or ends. */
function LineText({ line, tokens }: { line: PatchLine; tokens: readonly SyntaxToken[] | null }) {
  if (line.changed.length === 0 && !tokens) return <SeenText text={line.text} />;
  const length = line.text.length;
  const cuts = [0, length, ...line.changed.flat(), ...(tokens ?? []).map(({ offset }) => offset)];
  const places = [...new Set(cuts)].filter((cut) => cut <= length).sort((a, b) => a - b);
  return places.slice(0, -1).map((start, index) => {
    const text = line.text.slice(start, places[index + 1]);
    const isChanged = line.changed.some(([from, to]) => start >= from && start < to);
    const color = tokens?.findLast(({ offset }) => offset <= start)?.className ?? "";
    if (!isChanged && color === "") return <SeenText key={start} text={text} />;
    if (!isChanged)
      return (
        <span key={start} className={color}>
          <SeenText text={text} />
        </span>
      );
    return (
      <mark
        key={start}
        className={cn(
          "text-inherit",
          color,
          line.kind === "added" ? "bg-diff-added-strong" : "bg-diff-removed-strong",
        )}
      >
        <SeenText text={text} />
      </mark>
    );
  });
}
