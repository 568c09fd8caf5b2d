import { CircleCheck, CircleDashed, CircleDot, CircleSlash } from "lucide-react";
import { cn } from "#lib/client/class-names.ts";
import type { Todo } from "#lib/modules/transcripts/schema.ts";

const shapes = {
  pending: { icon: CircleDashed, word: "to do", className: "text-subtle-foreground" },
  in_progress: { icon: CircleDot, word: "at work", className: "text-primary-text" },
  completed: { icon: CircleCheck, word: "done", className: "text-primary-text" },
  cancelled: { icon: CircleSlash, word: "dropped", className: "text-subtle-foreground" },
} as const;

/** What the agent means to do, as it keeps it itself. */
export function TodoList({ todos, className }: { todos: readonly Todo[]; className?: string }) {
  return (
    <ol aria-label="Plan of the agent" className={cn("grid gap-1.5 text-sm", className)}>
      {todos.map(({ content, status }, index) => {
        const { icon: Icon, word, className: color } = shapes[status];
        const isOver = status === "completed" || status === "cancelled";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the agent writes the whole list anew, and two lines may be alike
          <li key={index} className="flex gap-2">
            <Icon role="img" aria-label={word} className={cn("mt-px size-4 flex-none", color)} />
            <span
              className={cn(
                "min-w-0 [overflow-wrap:anywhere]",
                isOver && "text-muted-foreground",
                status === "cancelled" && "line-through",
                status === "in_progress" && "font-medium",
              )}
            >
              {content}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
