"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, SquareKanban } from "lucide-react";
import { useParams } from "next/navigation";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { BoardColumns } from "#components/tasks/board-columns.tsx";
import { BoardHeader, ColumnTabs } from "#components/tasks/board-header.tsx";
import { useBoardKeys } from "#components/tasks/board-keys.ts";
import { BoardSkeleton } from "#components/tasks/board-skeleton.tsx";
import { columnsOf, columnToShow } from "#components/tasks/columns.ts";
import { NewTaskDialog } from "#components/tasks/new-task-dialog.tsx";
import { useTaskTab } from "#components/tasks/use-task-tab.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { useCommandActions } from "#lib/client/command-actions.ts";
import { taskQueries } from "#lib/modules/tasks/queries.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

interface BoardViewProps {
  projectId: string;
  /** The panel of the open task, or nothing. */
  children: ReactNode;
}

/** The board of a project: cards in five columns, moved along the legal moves only; the open task stands beside it. */
export function BoardView({ projectId, children }: BoardViewProps) {
  const board = useQuery(taskQueries.board(projectId));
  const { number } = useParams<{ number?: string }>();
  const openNumber = number ? Number(number) : null;
  const [tab] = useTaskTab();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<TaskStatus | null>(null);
  const [isNewOpen, setIsNewOpen] = useState(false);
  const openNew = useCallback(() => setIsNewOpen(true), []);
  useBoardKeys({ onNew: openNew });
  useCommandActions(
    useMemo(
      () => [{ id: "task.new", label: "New task", icon: Plus, shortcut: "n", run: openNew }],
      [openNew],
    ),
  );

  const columns = useMemo(() => columnsOf(board.data?.items ?? [], words), [board.data, words]);
  const active = chosen ?? columnToShow(columns);
  const opened = board.data?.items.find((task) => task.number === openNumber);

  return (
    <div className="flex min-h-0 flex-1">
      <div
        className={cn(
          "flex min-w-0 flex-1 flex-col",
          openNumber !== null && "max-lg:hidden",
          // Changes are read over the whole width.
          openNumber !== null && tab === "changes" && "hidden",
        )}
      >
        <BoardHeader words={words} onFilter={setWords} onNew={openNew} />
        <ColumnTabs active={active} tasks={board.data && columns} onChoose={setChosen} />
        {board.isPending ? (
          <BoardSkeleton />
        ) : board.isError ? (
          <ErrorView
            className="m-4"
            title="The board could not be loaded"
            error={board.error}
            onRetry={board.refetch}
          />
        ) : board.data.items.length === 0 ? (
          <EmptyView
            icon={SquareKanban}
            title="Give an agent its first task"
            actions={
              <Button variant="primary" onClick={openNew}>
                <Plus />
                New task
              </Button>
            }
          >
            A card is work for an agent. It does it in a branch of its own; you read the changes and decide.
          </EmptyView>
        ) : (
          <BoardColumns
            projectId={projectId}
            columns={columns}
            opened={opened}
            active={active}
            onNew={openNew}
          />
        )}
      </div>
      {children}
      <NewTaskDialog projectId={projectId} isOpen={isNewOpen} onClose={() => setIsNewOpen(false)} />
    </div>
  );
}
