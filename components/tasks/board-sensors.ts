"use client";

import {
  type Announcements,
  type CollisionDetection,
  KeyboardCode,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  rectIntersection,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { cardRectsOf, gripPx } from "#components/tasks/card-rects.ts";
import { columnLabels } from "#components/tasks/columns.ts";
import { taskStatuses } from "#lib/kernel/states.ts";
import { Card } from "#lib/modules/cards/schema.ts";
import { TaskStatus } from "#lib/modules/tasks/schema.ts";

/** Left and right carry a card to the next column, up and down past the next card. */
const step: KeyboardCoordinateGetter = (event, { context }) => {
  const card = context.collisionRect;
  const status = TaskStatus.safeParse(context.over?.id).data ?? context.active?.data.current?.card?.status;
  if (!card || !status) return undefined;
  const sideways = event.code === KeyboardCode.Right ? 1 : event.code === KeyboardCode.Left ? -1 : 0;
  if (sideways !== 0) {
    event.preventDefault();
    const to = taskStatuses[taskStatuses.indexOf(status) + sideways];
    const rect = to && context.droppableRects.get(to);
    return rect && { x: rect.left + (rect.width - card.width) / 2, y: rect.top + 48 };
  }
  const isDown = event.code === KeyboardCode.Down;
  if (!isDown && event.code !== KeyboardCode.Up) return undefined;
  event.preventDefault();
  const grip = card.top + gripPx;
  const middles = cardRectsOf(status, String(context.active?.id)).map(({ middle }) => middle);
  const passed = isDown
    ? middles.find((middle) => middle > grip + 1)
    : middles.findLast((middle) => middle < grip - 1);
  if (passed === undefined) return undefined;
  return { x: card.left, y: passed + (isDown ? 2 : -2) - gripPx };
};

/** Mouse after 6 px, touch after a short hold (before it, a finger scrolls), and the keyboard: Space lifts and drops, arrows carry, Escape puts back. */
export const useBoardSensors = () =>
  useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
    useSensor(KeyboardSensor, {
      coordinateGetter: step,
      keyboardCodes: { start: [KeyboardCode.Space], cancel: [KeyboardCode.Esc], end: [KeyboardCode.Space] },
    }),
  );

/** The column under the pointer; where there is none, as with the keyboard, the one that most of the card lies on. */
export const columnUnder: CollisionDetection = (args) => {
  const under = pointerWithin(args);
  return under.length > 0 ? under : rectIntersection(args);
};

const nameOf = (data: Record<string, unknown> | undefined): string => {
  const card = Card.safeParse(data?.card).data;
  return card ? `#${card.number} ${card.title}` : "The card";
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
