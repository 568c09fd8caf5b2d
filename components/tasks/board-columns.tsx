"use client";

import { DndContext, type DragEndEvent, DragOverlay, type DragStartEvent } from "@dnd-kit/core";
import { useRouter } from "next/navigation";
import { type CSSProperties, useState } from "react";
import { toast } from "sonner";
import { BoardColumn } from "#components/tasks/board-column.tsx";
import { boardAnnouncements, useBoardSensors } from "#components/tasks/board-sensors.ts";
import { dropOn, type TasksByColumn } from "#components/tasks/columns.ts";
import { CardFace } from "#components/tasks/task-card.tsx";
import { useTaskVerb } from "#components/tasks/use-task-verb.ts";
import { taskStatuses } from "#lib/kernel/states.ts";
import { TaskStatus, type TaskView } from "#lib/modules/tasks/schema.ts";

interface BoardColumnsProps {
  projectId: string;
  columns: TasksByColumn;
  /** The task whose panel stands beside the board. */
  opened: TaskView | undefined;
  /** The column that is shown where there is room for one. */
  active: TaskStatus;
  onNew: () => void;
}

/** The columns with their cards, which are carried from one to another. */
export function BoardColumns({ projectId, columns, opened, active, onNew }: BoardColumnsProps) {
  const router = useRouter();
  const [carried, setCarried] = useState<TaskView | null>(null);
  const verb = useTaskVerb();
  const sensors = useBoardSensors();
  // Folded beside an open task, unless that one lies in it.
  const isRail = (status: TaskStatus) =>
    opened !== undefined && opened.status !== status && (status === "todo" || status === "done");
  const widths = taskStatuses.map((status) => (isRail(status) ? "36px" : "minmax(0,1fr)")).join(" ");
  const widthsStyle: CSSProperties & Record<`--${string}`, string> = { "--widths": widths };
  const hrefOf = (task: TaskView) => `/projects/${projectId}/board/${task.number}`;

  const onDragStart = ({ active: dragged }: DragStartEvent) => {
    setCarried(
      Object.values(columns)
        .flat()
        .find((task) => task.id === dragged.id) ?? null,
    );
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
            openNumber={opened?.number ?? null}
            isRail={isRail(status)}
            isActive={status === active}
            onNew={status === "todo" ? onNew : undefined}
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
  );
}
