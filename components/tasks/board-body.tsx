"use client";

import { ListChecks, Plus, SquareKanban } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useCallback, useContext, useMemo, useRef, useState } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { BoardColumns } from "#components/tasks/board-columns.tsx";
import { BoardHeader, ColumnTabs } from "#components/tasks/board-header.tsx";
import { useBoardKeys } from "#components/tasks/board-keys.ts";
import { BoardSkeleton } from "#components/tasks/board-skeleton.tsx";
import { BulkBar } from "#components/tasks/bulk-bar.tsx";
import type { Reveal } from "#components/tasks/card-list.tsx";
import { columnToShow } from "#components/tasks/columns.ts";
import { MayWriteContext, useMayChange } from "#components/tasks/may-write.ts";
import { NewTaskDialog } from "#components/tasks/new-task-dialog.tsx";
import { useBoard } from "#components/tasks/use-board.ts";
import { useBoardFilter } from "#components/tasks/use-board-filter.ts";
import { useSelection } from "#components/tasks/use-selection.ts";
import { useShownCards } from "#components/tasks/use-shown-cards.ts";
import { Button } from "#components/ui/button.tsx";
import { searchOf } from "#lib/client/board-filter.ts";
import { useCommandActions } from "#lib/client/command-actions.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import type { BoardSettings } from "#lib/modules/projects/schema.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

interface BoardBodyProps {
  /** Null: the board over all projects. */
  projectId: string | null;
  title: string;
  limits: BoardSettings["columnLimits"];
  hrefOf: (card: Card) => string;
  placeOf?: (card: Card) => string | null;
  /** The number of the card whose panel stands beside it. */
  openNumber: number | null;
}

/** A board without what stands beside it: its header, its columns, and what is done to selected cards. */
export function BoardBody({ projectId, title, limits, hrefOf, placeOf, openNumber }: BoardBodyProps) {
  const board = useBoard(projectId);
  const [filter, setFilter] = useBoardFilter();
  const { columns, totals } = useShownCards(projectId, board.data?.cards, filter);
  const [chosen, setChosen] = useState<TaskStatus | null>(null);
  const [isNewOpen, setIsNewOpen] = useState(false);
  const mayWrite = useContext(MayWriteContext);
  const openNew = useCallback(() => setIsNewOpen(mayWrite), [mayWrite]);
  const search = useRef<HTMLInputElement>(null);
  const shown = useRef(columns);
  shown.current = columns;
  const columnOf = useCallback((card: Card) => shown.current[card.status], []);
  const selection = useSelection({ columnOf, mayChange: useMayChange() });
  const { choose } = selection;
  const reveals = useRef(new Map<TaskStatus, Reveal>());
  const onReveal = useCallback((status: TaskStatus, reveal: Reveal | null) => {
    if (reveal) reveals.current.set(status, reveal);
    else reveals.current.delete(status);
  }, []);
  useBoardKeys({
    columns,
    reveals: reveals.current,
    onNew: openNew,
    onSearch: () => search.current?.focus(),
    onSelect: selection.toggle,
    onEscape: () => {
      const { isSelecting } = selection;
      selection.clear();
      return isSelecting;
    },
  });
  useCommandActions(
    useMemo(
      () =>
        mayWrite
          ? [
              { id: "task.new", label: "New task", icon: Plus, shortcut: "n", run: openNew },
              {
                id: "task.select",
                label: "Select all cards that are shown",
                icon: ListChecks,
                run: () => choose(Object.values(shown.current).flat()),
              },
            ]
          : [],
      [mayWrite, openNew, choose],
    ),
  );
  // What narrows the board goes along to the task, and comes back with it.
  const narrowed = searchOf(new URLSearchParams(useSearchParams()));
  const hrefOfCard = useCallback(
    (card: Card) => (projectId === null ? hrefOf(card) : `${hrefOf(card)}${narrowed}`),
    [projectId, hrefOf, narrowed],
  );
  // Settled once there is something to choose by: what happens later moves nothing away from under a finger.
  if (chosen === null && board.data) setChosen(columnToShow(columns));
  const active = chosen ?? "todo";
  const opened =
    openNumber === null ? undefined : board.data?.cards.find((card) => card.number === openNumber);

  return (
    <>
      <BoardHeader
        projectId={projectId}
        title={title}
        filter={filter}
        onFilter={setFilter}
        search={search}
        onNew={openNew}
        onSelect={selection.isSelecting ? undefined : selection.begin}
      />
      <ColumnTabs
        active={active}
        columns={board.data && columns}
        totals={totals}
        limits={limits}
        onChoose={setChosen}
      />
      {board.isPending ? (
        <BoardSkeleton />
      ) : board.data === undefined ? (
        <ErrorView
          className="m-4"
          title="The board could not be loaded"
          error={board.error}
          onRetry={board.refetch}
        />
      ) : board.data.cards.length === 0 ? (
        <EmptyView
          icon={SquareKanban}
          title={mayWrite ? "Give an agent its first task" : "No task yet"}
          actions={
            mayWrite && (
              <Button variant="primary" onClick={openNew}>
                <Plus />
                New task
              </Button>
            )
          }
        >
          A card is work for an agent. It does it in a branch of its own; you read the changes and decide.
        </EmptyView>
      ) : (
        <BoardColumns
          projectId={projectId}
          columns={columns}
          totals={totals}
          limits={limits}
          hrefOf={hrefOfCard}
          placeOf={placeOf}
          opened={opened}
          active={active}
          selection={selection}
          onReveal={onReveal}
          onNew={mayWrite ? openNew : undefined}
        />
      )}
      <BulkBar projectId={projectId} cards={board.data?.cards} columns={columns} selection={selection} />
      <NewTaskDialog projectId={projectId} isOpen={isNewOpen} onClose={() => setIsNewOpen(false)} />
    </>
  );
}
