"use client";

import { useDroppable } from "@dnd-kit/core";
import { Plus } from "lucide-react";
import { memo } from "react";
import { CardList, type CardListProps } from "#components/tasks/card-list.tsx";
import { columnLabels } from "#components/tasks/columns.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { countOf } from "#lib/client/format.ts";

interface BoardColumnProps extends CardListProps {
  /** How many cards it takes; null: as many as come. */
  limit: number | null;
  /** How many cards are in it, those that the filter hides too. */
  total: number;
  /** Folded to its name, to leave the width to the work beside an open task. */
  isRail: boolean;
  /** The one column that a narrow screen shows. */
  isActive: boolean;
  onNew?: () => void;
}

/** A column of the board: what it is called, how many cards it holds and takes, and the cards. */
export const BoardColumn = memo(function BoardColumn(props: BoardColumnProps) {
  const { status, cards, limit, total, isRail, isActive, onNew } = props;
  const { setNodeRef, isOver } = useDroppable({ id: status });
  const label = columnLabels[status];
  const name = `${label}, ${countOf(cards.length, "task", "tasks")}${limit === null ? "" : `, at most ${limit}`}`;
  if (isRail) {
    return (
      <section
        ref={setNodeRef}
        data-column={status}
        aria-label={name}
        className={cn(
          "flex flex-col items-center gap-2 rounded-lg bg-lane py-3 font-medium text-muted-foreground",
          isOver && "outline-2 outline-ring -outline-offset-2",
        )}
      >
        <span className="font-normal text-subtle-foreground">{cards.length}</span>
        <span className="[writing-mode:vertical-rl]">{label}</span>
      </section>
    );
  }
  return (
    <section
      ref={setNodeRef}
      data-column={status}
      aria-label={name}
      className={cn(
        "flex min-h-0 min-w-0 flex-col rounded-lg px-2 pb-2 max-md:px-0 md:bg-lane",
        !isActive && "max-md:hidden",
        isOver && "outline-2 outline-ring -outline-offset-2",
      )}
    >
      <header className="flex h-10 flex-none items-center gap-1.5 overflow-hidden whitespace-nowrap px-1 font-medium max-md:hidden">
        {label}
        <ColumnCount count={cards.length} total={total} limit={limit} />
        {onNew && (
          <Button
            variant="ghost"
            size="icon-xs"
            className="ml-auto"
            aria-label={`New task in ${label}`}
            onClick={onNew}
          >
            <Plus />
          </Button>
        )}
      </header>
      {cards.length === 0 && (
        <p className="pt-10 text-center text-muted-foreground md:hidden">
          {total === 0 ? `No card is in ${label} now.` : `No card in ${label} fits the filter.`}
        </p>
      )}
      <CardList {...props} />
    </section>
  );
});

/** `3`, `3 of 12` where some are hidden, `3/4` where the column takes no more than four. */
export function ColumnCount({ count, total, limit }: { count: number; total: number; limit: number | null }) {
  const shown = count === total ? String(count) : `${count} of ${total}`;
  if (limit === null) return <span className="font-normal text-subtle-foreground">{shown}</span>;
  const isFull = total >= limit;
  const words = total > limit ? "over" : "full";
  return (
    <span
      className={cn("font-normal text-subtle-foreground", isFull && "text-foreground")}
      title={isFull ? `The column takes ${limit}: nothing more is started into it.` : undefined}
    >
      {shown}/{limit}
      {isFull && <span className="ml-1.5 font-medium text-2xs">{words}</span>}
    </span>
  );
}
