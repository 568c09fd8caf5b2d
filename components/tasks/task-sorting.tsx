"use client";

import { TaskFields, type TaskSorting } from "#components/tasks/task-fields.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** What sorts an open task: each choice holds at once. */
export function TaskSortingRow({ task }: { task: TaskView }) {
  const { run } = useCommand({ name: "task.update", label: "Change the task" });
  const value: TaskSorting = {
    priority: task.priority,
    assigneeId: task.assignee?.id ?? null,
    labelIds: task.labels.map(({ id }) => id),
    after: task.after.map(({ number }) => number),
  };
  /** Told as what is added and what goes: two choices in a row, or of two people, both hold. */
  const change = ({ labelIds, after, ...rest }: Partial<TaskSorting>) => {
    const input = {
      ...rest,
      ...(labelIds && {
        addLabelIds: without(labelIds, value.labelIds),
        removeLabelIds: without(value.labelIds, labelIds),
      }),
      ...(after && { addAfter: without(after, value.after), removeAfter: without(value.after, after) }),
    };
    void run({ projectId: task.projectId, taskId: task.id, ...input });
  };
  return <TaskFields projectId={task.projectId} value={value} ownNumber={task.number} onChange={change} />;
}

const without = <Value,>(values: readonly Value[], others: readonly Value[]): Value[] =>
  values.filter((value) => !others.includes(value));
