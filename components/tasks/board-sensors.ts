"use client";

import {
  type Announcements,
  KeyboardCode,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  PointerSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { columnLabels } from "#components/tasks/columns.ts";
import { taskStatuses } from "#lib/kernel/states.ts";
import { TaskStatus, TaskView } from "#lib/modules/tasks/schema.ts";

/** Left and right carry a card to the middle of the next column. */
const nextColumn: KeyboardCoordinateGetter = (event, { context }) => {
  const step = event.code === KeyboardCode.Right ? 1 : event.code === KeyboardCode.Left ? -1 : 0;
  if (step === 0) return undefined;
  event.preventDefault();
  const from = taskStatuses.findIndex(
    (status) => status === (context.over?.id ?? context.active?.data.current?.task?.status),
  );
  const to = taskStatuses[from + step];
  const rect = to && context.droppableRects.get(to);
  const card = context.collisionRect;
  if (!rect || !card) return undefined;
  return { x: rect.left + (rect.width - card.width) / 2, y: rect.top + 48 };
};

/** Mouse after 6 px, touch after a short hold, and the keyboard: Space lifts and drops, arrows carry, Escape puts back. */
export const useBoardSensors = () =>
  useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
    useSensor(KeyboardSensor, {
      coordinateGetter: nextColumn,
      keyboardCodes: { start: [KeyboardCode.Space], cancel: [KeyboardCode.Esc], end: [KeyboardCode.Space] },
    }),
  );

const nameOf = (data: Record<string, unknown> | undefined): string => {
  const task = TaskView.safeParse(data?.task).data;
  return task ? `#${task.number} ${task.title}` : "The card";
};

const columnOf = (id: unknown): string => {
  const status = TaskStatus.safeParse(id).data;
  return status ? columnLabels[status] : "no column";
};

/** What a screen reader hears while a card is carried. */
export const boardAnnouncements: Announcements = {
  onDragStart: ({ active }) => `${nameOf(active.data.current)} is lifted.`,
  onDragOver: ({ active, over }) => `${nameOf(active.data.current)} is over ${columnOf(over?.id)}.`,
  onDragEnd: ({ active, over }) => `${nameOf(active.data.current)} is dropped on ${columnOf(over?.id)}.`,
  onDragCancel: ({ active }) => `${nameOf(active.data.current)} is put back.`,
};
