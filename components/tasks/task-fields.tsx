"use client";

import { useQuery } from "@tanstack/react-query";
import { AfterPicker } from "#components/tasks/after-picker.tsx";
import { priorityLabels } from "#components/tasks/columns.ts";
import { LabelPicker } from "#components/tasks/label-picker.tsx";
import { pickerClasses } from "#components/tasks/picker-classes.ts";
import { PriorityMark } from "#components/tasks/priority-mark.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger } from "#components/ui/select.tsx";
import { cn } from "#lib/client/class-names.ts";
import { taskPriorities } from "#lib/kernel/states.ts";
import { projectQueries } from "#lib/modules/projects/queries.ts";
import type { TaskPriority } from "#lib/modules/tasks/schema.ts";

export interface TaskSorting {
  priority: TaskPriority | null;
  assigneeId: string | null;
  labelIds: readonly string[];
  /** Numbers of the tasks it comes after. */
  after: readonly number[];
}

export const noSorting: TaskSorting = { priority: null, assigneeId: null, labelIds: [], after: [] };

interface TaskFieldsProps {
  projectId: string;
  value: TaskSorting;
  onChange: (change: Partial<TaskSorting>) => void;
  /** The number of the task itself, which cannot come after itself. */
  ownNumber?: number;
  className?: string;
}

/** What sorts a card: priority, who has it, labels, and what it comes after. */
export function TaskFields({ projectId, value, onChange, ownNumber, className }: TaskFieldsProps) {
  return (
    <div className={cn("flex flex-wrap items-center gap-1.5", className)}>
      <PriorityPicker value={value.priority} onChange={(priority) => onChange({ priority })} />
      <AssigneePicker
        projectId={projectId}
        value={value.assigneeId}
        onChange={(assigneeId) => onChange({ assigneeId })}
      />
      <LabelPicker
        projectId={projectId}
        value={value.labelIds}
        onChange={(labelIds) => onChange({ labelIds })}
      />
      <AfterPicker
        projectId={projectId}
        value={value.after}
        ownNumber={ownNumber}
        onChange={(after) => onChange({ after })}
      />
    </div>
  );
}

const none = "none";

interface PickerProps<Value> {
  value: Value;
  onChange: (value: Value) => void;
}

export function PriorityPicker({ value, onChange }: PickerProps<TaskPriority | null>) {
  return (
    <Select
      value={value ?? none}
      onValueChange={(next) => onChange(taskPriorities.find((known) => known === next) ?? null)}
    >
      <SelectTrigger aria-label="Priority" className={pickerClasses}>
        <span className="flex items-center gap-1.5">
          {value ? (
            <>
              <PriorityMark priority={value} />
              {priorityLabels[value]}
            </>
          ) : (
            <span className="text-muted-foreground">Priority</span>
          )}
        </span>
      </SelectTrigger>
      <SelectContent>
        {taskPriorities.map((priority) => (
          <SelectItem key={priority} value={priority}>
            {priorityLabels[priority]}
          </SelectItem>
        ))}
        <SelectItem value={none}>No priority</SelectItem>
      </SelectContent>
    </Select>
  );
}

export function AssigneePicker({
  projectId,
  value,
  onChange,
}: PickerProps<string | null> & { projectId: string }) {
  const { data: people = [] } = useQuery(projectQueries.people(projectId));
  const chosen = people.find(({ id }) => id === value);
  return (
    <Select value={value ?? none} onValueChange={(next) => onChange(next === none ? null : next)}>
      <SelectTrigger aria-label="Assignee" className={pickerClasses}>
        <span className="flex items-center gap-1.5">
          {value ? (
            <>
              <Avatar name={chosen?.name ?? "?"} size="sm" className="-my-1" />
              {chosen?.name ?? "Somebody"}
            </>
          ) : (
            <span className="text-muted-foreground">Assignee</span>
          )}
        </span>
      </SelectTrigger>
      <SelectContent>
        {people.map(({ id, name }) => (
          <SelectItem key={id} value={id}>
            {name}
          </SelectItem>
        ))}
        <SelectItem value={none}>Nobody</SelectItem>
      </SelectContent>
    </Select>
  );
}
