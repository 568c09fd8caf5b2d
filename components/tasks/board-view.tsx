"use client";

import { DndContext, type DragEndEvent, DragOverlay, type DragStartEvent } from "@dnd-kit/core";
import { useQuery } from "@tanstack/react-query";
import { Plus, Search, SquareKanban } from "lucide-react";
import { useParams, useRouter } from "next/navigation";
import { type CSSProperties, type ReactNode, useCallback, useMemo, useState } from "react";
import { toast } from "sonner";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { BoardColumn } from "#components/tasks/board-column.tsx";
import { useBoardKeys } from "#components/tasks/board-keys.ts";
import { boardAnnouncements, useBoardSensors } from "#components/tasks/board-sensors.ts";
import { BoardSkeleton } from "#components/tasks/board-skeleton.tsx";
import { columnLabels, dropOn } from "#components/tasks/columns.ts";
import { NewTaskDialog } from "#components/tasks/new-task-dialog.tsx";
import { CardFace } from "#components/tasks/task-card.tsx";
import { useTaskTab } from "#components/tasks/use-task-tab.ts";
import { useTaskVerb } from "#components/tasks/use-task-verb.ts";
import { Button } from "#components/ui/button.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { tabClasses, tabListClasses } from "#components/ui/tabs.tsx";
import { cn } from "#lib/client/class-names.ts";
import { useCommandActions } from "#lib/client/command-actions.ts";
import { taskStatuses } from "#lib/kernel/states.ts";
import { taskQueries } from "#lib/modules/tasks/queries.ts";
import { TaskStatus, type TaskView } from "#lib/modules/tasks/schema.ts";

interface BoardViewProps {
  projectId: string;
  /** The panel of the open task, or nothing. */
  children: ReactNode;
}

/** The board of a project: cards in five columns, moved along the legal moves only; the open task stands beside it. */
export function BoardView({ projectId, children }: BoardViewProps) {
  const board = useQuery(taskQueries.board(projectId));
  const router = useRouter();
  const { number } = useParams<{ number?: string }>();
  const openNumber = number ? Number(number) : null;
  const [tab] = useTaskTab();
  const [words, setWords] = useState("");
  const [active, setActive] = useState<TaskStatus>("in_progress");
  const [isNewOpen, setIsNewOpen] = useState(false);
  const [carried, setCarried] = useState<TaskView | null>(null);
  const verb = useTaskVerb();
  const sensors = useBoardSensors();
  const openNew = useCallback(() => setIsNewOpen(true), []);
  useBoardKeys({ onNew: openNew });
  useCommandActions(
    useMemo(
      () => [{ id: "task.new", label: "New task", icon: Plus, shortcut: "n", run: openNew }],
      [openNew],
    ),
  );

  const columns = useMemo(() => columnsOf(board.data?.items ?? [], words), [board.data, words]);
  const opened = board.data?.items.find((task) => task.number === openNumber);
  // Folded beside an open task, unless that one lies in it.
  const isRail = (status: TaskStatus) =>
    opened !== undefined && opened.status !== status && (status === "todo" || status === "done");
  const widths = taskStatuses.map((status) => (isRail(status) ? "36px" : "minmax(0,1fr)")).join(" ");
  const widthsStyle: CSSProperties & Record<`--${string}`, string> = { "--widths": widths };
  const hrefOf = (task: TaskView) => `/projects/${projectId}/board/${task.number}`;

  const onDragStart = ({ active: dragged }: DragStartEvent) => {
    setCarried(board.data?.items.find((task) => task.id === dragged.id) ?? null);
  };
  const onDragEnd = ({ over }: DragEndEvent) => {
    const task = carried;
    setCarried(null);
    const to = TaskStatus.safeParse(over?.id).data;
    if (!task || !to || to === task.status) return;
    const drop = dropOn(task, to);
    if ("refusal" in drop) toast.error("That move is not possible", { description: drop.refusal });
    else if (drop.by === "run.feedback") router.push(`${hrefOf(task)}?feedback=1`);
    else void verb.run(task, drop.by, to);
  };

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
        <header className="flex h-bar flex-none items-center gap-2 px-4">
          <h1 className="mr-1 font-medium text-base">Board</h1>
          <InputGroup
            aria-label="Filter tasks"
            placeholder="Filter tasks"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            before={<Search />}
            frameClassName="h-control-sm w-44 text-xs max-md:w-32"
          />
          <Button size="sm" className="ml-auto" onClick={openNew}>
            <Plus />
            New task
            <Kbd className="max-md:hidden">n</Kbd>
          </Button>
        </header>
        <nav aria-label="Columns" className={cn(tabListClasses, "md:hidden")}>
          {taskStatuses.map((status) => (
            <button
              key={status}
              type="button"
              className={tabClasses}
              aria-current={status === active ? "page" : undefined}
              onClick={() => setActive(status)}
            >
              {columnLabels[status]}
              {board.data && <span className="text-subtle-foreground">{columns[status].length}</span>}
            </button>
          ))}
        </nav>
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
          <DndContext
            id="board"
            sensors={sensors}
            accessibility={{ announcements: boardAnnouncements }}
            onDragStart={onDragStart}
            onDragEnd={onDragEnd}
            onDragCancel={() => setCarried(null)}
          >
            <div
              className="grid min-h-0 flex-1 gap-2 px-4 pb-4 max-md:pt-3 md:grid-cols-(--widths)"
              style={widthsStyle}
            >
              {taskStatuses.map((status) => (
                <BoardColumn
                  key={status}
                  status={status}
                  tasks={columns[status]}
                  hrefOf={hrefOf}
                  openNumber={openNumber}
                  isRail={isRail(status)}
                  isActive={status === active}
                  onNew={status === "todo" ? openNew : undefined}
                />
              ))}
            </div>
            <DragOverlay dropAnimation={null}>
              {carried && (
                <div className="rounded-lg border border-border-strong bg-lane-card px-3 py-2.5 shadow-md">
                  <CardFace task={carried} />
                </div>
              )}
            </DragOverlay>
          </DndContext>
        )}
      </div>
      {children}
      <NewTaskDialog projectId={projectId} isOpen={isNewOpen} onClose={() => setIsNewOpen(false)} />
    </div>
  );
}

/** The cards by column, newest first, those that hold every word. */
function columnsOf(tasks: readonly TaskView[], words: string): Record<TaskStatus, TaskView[]> {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const isWanted = (task: TaskView) => {
    const text = `#${task.number} ${task.title} ${task.description}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  const columns: Record<TaskStatus, TaskView[]> = {
    todo: [],
    in_progress: [],
    ai_review: [],
    human_review: [],
    done: [],
  };
  for (const task of tasks) if (isWanted(task)) columns[task.status].push(task);
  return columns;
}
