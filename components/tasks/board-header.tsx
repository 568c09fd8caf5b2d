import { Plus, Search } from "lucide-react";
import { columnLabels, type TasksByColumn } from "#components/tasks/columns.ts";
import { Button } from "#components/ui/button.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { tabClasses, tabListClasses } from "#components/ui/tabs.tsx";
import { cn } from "#lib/client/class-names.ts";
import { taskStatuses } from "#lib/kernel/states.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

interface BoardHeaderProps {
  words: string;
  onFilter: (words: string) => void;
  onNew: () => void;
}

export function BoardHeader({ words, onFilter, onNew }: BoardHeaderProps) {
  return (
    <header className="flex h-bar flex-none items-center gap-2 px-4">
      <h1 className="mr-1 font-medium text-base">Board</h1>
      <InputGroup
        aria-label="Filter tasks"
        placeholder="Filter tasks"
        value={words}
        onChange={(event) => onFilter(event.target.value)}
        before={<Search />}
        frameClassName="h-control-sm w-44 text-xs max-md:w-32"
      />
      <Button size="sm" className="ml-auto" onClick={onNew}>
        <Plus />
        New task
        <Kbd className="max-md:hidden">n</Kbd>
      </Button>
    </header>
  );
}

interface ColumnTabsProps {
  active: TaskStatus;
  /** Undefined while they are loaded. */
  tasks: TasksByColumn | undefined;
  onChoose: (status: TaskStatus) => void;
}

/** Chooses the column that is shown where there is room for one. */
export function ColumnTabs({ active, tasks, onChoose }: ColumnTabsProps) {
  return (
    <nav aria-label="Columns" className={cn(tabListClasses, "md:hidden")}>
      {taskStatuses.map((status) => (
        <button
          key={status}
          type="button"
          className={tabClasses}
          aria-current={status === active ? "page" : undefined}
          onClick={() => onChoose(status)}
        >
          {columnLabels[status]}
          {tasks && <span className="text-subtle-foreground">{tasks[status].length}</span>}
        </button>
      ))}
    </nav>
  );
}
