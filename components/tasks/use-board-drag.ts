"use client";

import type { DragEndEvent, DragMoveEvent, DragStartEvent, UniqueIdentifier } from "@dnd-kit/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import type { Spot } from "#components/tasks/card-list.tsx";
import { cardRectsOf, gripPx } from "#components/tasks/card-rects.ts";
import { type CardsByColumn, dropOn } from "#components/tasks/columns.ts";
import { useTaskVerb } from "#components/tasks/use-task-verb.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { cardQueries } from "#lib/modules/cards/queries.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import { movesOf } from "#lib/modules/tasks/rules.ts";
import { TaskStatus } from "#lib/modules/tasks/schema.ts";

interface BoardDrag {
  /** Null: the board over all projects, whose cards have no order of their own. */
  projectId: string | null;
  columns: CardsByColumn;
  hrefOf: (card: Card) => string;
}

/** What carrying a card does: to another column the verb of that edge, within its own another place. */
export function useBoardDrag({ projectId, columns, hrefOf }: BoardDrag) {
  const router = useRouter();
  const client = useQueryClient();
  const verb = useTaskVerb();
  const move = useCommand({ name: "task.move", label: "Move" });
  const [carried, setCarried] = useState<Card | null>(null);
  const [spot, setSpot] = useState<Spot | null>(null);

  const spotOf = ({ active, over, delta, activatorEvent }: DragMoveEvent): Spot | null => {
    const status = TaskStatus.safeParse(over?.id).data;
    if (!carried || !status || projectId === null || !hasPlaces(carried, status)) return null;
    const y =
      "clientY" in activatorEvent
        ? Number(activatorEvent.clientY) + delta.y
        : (active.rect.current.translated?.top ?? 0) + gripPx;
    const rects = cardRectsOf(status, carried.id);
    const before = rects.find(({ middle }) => middle > y)?.id ?? null;
    const after = before === null ? (rects.at(-1)?.id ?? null) : null;
    return before === null && after === null ? null : { status, beforeId: before, afterId: after };
  };

  /** Shows the card where it was put until the server has said where it is. */
  const put = (card: Card, { status, beforeId, afterId }: Spot) => {
    const others = columns[status].filter(({ id }) => id !== card.id);
    const at = beforeId
      ? others.findIndex(({ id }) => id === beforeId)
      : others.findIndex(({ id }) => id === afterId) + 1;
    const above = others[at - 1]?.position ?? (others[at]?.position ?? 0) - 2;
    const below = others[at]?.position ?? above + 2;
    const position = (above + below) / 2;
    // In another column other moves are legal; whoever carries it on at once is not told of those that were.
    const moves =
      status === card.status ? card.moves : movesOf({ status, claim: null, isInConflict: false, run: null });
    client.setQueryData(
      cardQueries.board(projectId).queryKey,
      (board) =>
        board && {
          ...board,
          cards: board.cards.map((known) =>
            known.id === card.id ? { ...known, status, position, moves } : known,
          ),
        },
    );
  };

  const place = async (card: Card, at: Spot) => {
    put(card, at);
    const { status, beforeId, afterId } = at;
    const beside = beforeId ? { beforeId } : { afterId: afterId ?? undefined };
    const answer = await move.run({ projectId: card.projectId, taskId: card.id, status, ...beside });
    if (answer.outcome !== "done") await client.invalidateQueries(cardQueries.board(projectId));
  };

  const drop = (card: Card, to: TaskStatus, at: Spot | null) => {
    if (to === card.status) {
      if (at) void place(card, at);
      return;
    }
    const edge = dropOn(card, to);
    if ("refusal" in edge) toast.error("That move is not possible", { description: edge.refusal });
    else if (edge.by === "run.feedback") router.push(asked(hrefOf(card)));
    else if (edge.by === "task.move" && at) void place(card, at);
    else void verb.run(card, edge.by, { to });
  };

  return {
    carried,
    spot,
    onDragStart({ active }: DragStartEvent) {
      setCarried(cardOf(columns, active.id) ?? null);
    },
    onDragMove(event: DragMoveEvent) {
      const next = spotOf(event);
      setSpot((known) => (isSameSpot(known, next) ? known : next));
    },
    onDragEnd(event: DragEndEvent) {
      const at = spotOf(event);
      setCarried(null);
      setSpot(null);
      const to = TaskStatus.safeParse(event.over?.id).data;
      // As it stands now: an agent may have moved it on while it was carried.
      const card = cardOf(columns, event.active.id);
      if (card && to) drop(card, to, at?.status === to ? at : null);
    },
    onDragCancel() {
      setCarried(null);
      setSpot(null);
    },
  };
}

const cardOf = (columns: CardsByColumn, cardId: UniqueIdentifier): Card | undefined =>
  Object.values(columns)
    .flat()
    .find(({ id }) => id === cardId);

/** Opens the task where it is said what should change. */
const asked = (href: string): string => `${href}${href.includes("?") ? "&" : "?"}feedback=1`;

/** Where a card has a place that a person gives it: its own column, and those that it comes to by hand. */
const hasPlaces = (card: Card, status: TaskStatus): boolean =>
  status === card.status || card.moves.some(({ to, by }) => to === status && by === "task.move");

const isSameSpot = (one: Spot | null, other: Spot | null): boolean =>
  one?.status === other?.status && one?.beforeId === other?.beforeId && one?.afterId === other?.afterId;
