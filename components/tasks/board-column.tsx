"use client";

import { useDroppable } from "@dnd-kit/core";
import { Plus } from "lucide-react";
import { columnLabels } from "#components/tasks/columns.ts";
import { TaskCard } from "#components/tasks/task-card.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { TaskStatus, TaskView } from "#lib/modules/tasks/schema.ts";

interface BoardColumnProps {
  status: TaskStatus;
  tasks: readonly TaskView[];
  hrefOf: (task: TaskView) => string;
  openNumber: number | null;
  /** Folded to its name, to leave the width to the work beside an open task. */
  isRail: boolean;
  /** The one column that a narrow screen shows. */
  isActive: boolean;
  onNew?: () => void;
}

export function BoardColumn({
  status,
  tasks,
  hrefOf,
  openNumber,
  isRail,
  isActive,
  onNew,
}: BoardColumnProps) {
  const { setNodeRef, isOver } = useDroppable({ id: status });
  const label = columnLabels[status];
  if (isRail) {
    return (
      <section
        ref={setNodeRef}
        data-column={status}
        aria-label={`${label}, ${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}`}
        className={cn(
          "flex flex-col items-center gap-2 rounded-lg bg-lane py-3 font-medium text-muted-foreground",
          isOver && "outline-2 outline-ring -outline-offset-2",
        )}
      >
        <span className="font-normal text-subtle-foreground">{tasks.length}</span>
        <span className="[writing-mode:vertical-rl]">{label}</span>
      </section>
    );
  }
  return (
    <section
      ref={setNodeRef}
      data-column={status}
      aria-label={`${label}, ${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}`}
      className={cn(
        "flex min-h-0 min-w-0 flex-col rounded-lg px-2 pb-2 max-md:px-0 md:bg-lane",
        !isActive && "max-md:hidden",
        isOver && "outline-2 outline-ring -outline-offset-2",
      )}
    >
      <header className="flex h-10 flex-none items-center gap-1.5 whitespace-nowrap px-1 font-medium max-md:hidden">
        {label}
        <span className="font-normal text-subtle-foreground">{tasks.length}</span>
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
      <div className="-mx-1 flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-1 pt-0.5 pb-1">
        {tasks.length === 0 && (
          <p className="pt-10 text-center text-muted-foreground md:hidden">No card is in {label} now.</p>
        )}
        {tasks.map((task) => (
          <TaskCard key={task.id} task={task} href={hrefOf(task)} isOpen={task.number === openNumber} />
        ))}
      </div>
    </section>
  );
}
