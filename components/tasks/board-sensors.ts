"use client";

import {
  KeyboardCode,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  PointerSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { taskStatuses } from "#lib/modules/tasks/schema.ts";

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
