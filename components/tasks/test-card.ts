import type { Card } from "#lib/modules/cards/schema.ts";

/** A card that says nothing in particular. */
export const cardOf = (id: string, more: Partial<Card> = {}): Card => ({
  id,
  projectId: "p",
  number: Number(id),
  title: `Card ${id}`,
  status: "todo",
  resolution: null,
  statusReason: null,
  priority: null,
  assignee: null,
  position: Number(id),
  labels: [],
  isApproving: false,
  isRemoving: false,
  moves: [],
  updatedAt: "2026-01-01T00:00:00.000Z",
  waitsFor: [],
  run: null,
  ...more,
});
