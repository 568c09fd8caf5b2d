import { priorityLabels } from "#components/tasks/columns.ts";
import { taskPriorities } from "#lib/kernel/states.ts";
import type { TaskPriority } from "#lib/modules/tasks/schema.ts";

const bars = [0, 1, 2, 3] as const;

/** As many full bars as it presses, so that it reads without colour; the word is its name. */
export function PriorityMark({ priority }: { priority: TaskPriority }) {
  const full = taskPriorities.length - taskPriorities.indexOf(priority);
  const name = `${priorityLabels[priority]} priority`;
  return (
    <svg role="img" aria-label={name} viewBox="0 0 14 12" className="h-3 w-3.5 flex-none">
      <title>{name}</title>
      {bars.map((bar) => (
        <rect
          key={bar}
          x={bar * 3.5}
          y={9 - bar * 2.6}
          width="2.5"
          height={3 + bar * 2.6}
          rx="0.75"
          className={bar < full ? "fill-foreground" : "fill-border-strong"}
        />
      ))}
    </svg>
  );
}
