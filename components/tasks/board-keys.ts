"use client";

import { useEffect, useRef } from "react";
import type { Reveal } from "#components/tasks/card-list.tsx";
import type { CardsByColumn } from "#components/tasks/columns.ts";
import { isKeyTaken } from "#lib/client/key-taken.ts";
import { taskStatuses } from "#lib/kernel/states.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

interface BoardKeys {
  columns: CardsByColumn;
  reveals: ReadonlyMap<TaskStatus, Reveal>;
  onNew: () => void;
  onSearch: () => void;
  onSelect: (card: Card, isRange: boolean) => void;
  /** False where nothing was selected. */
  onEscape: () => boolean;
}

/**
 * `n` makes a card, `/` searches; arrows go from card to card, within a column and across, `x` selects and Shift X as
 * far as here; Enter opens, as links do; Escape lets go of what is selected.
 */
export function useBoardKeys(keys: BoardKeys): void {
  const now = useRef(keys);
  now.current = keys;
  // Where one was before the card was scrolled away, or read anew.
  const lastId = useRef<string | null>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isCarried = document.querySelector("[aria-pressed=true][data-task]") !== null;
      if (isCarried || isKeyTaken(event)) return;
      if (act(event, now.current, lastId)) event.preventDefault();
    };
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.dataset.card) lastId.current = target.dataset.card;
    };
    window.addEventListener("keydown", onKey);
    document.addEventListener("focusin", onFocus);
    return () => {
      window.removeEventListener("keydown", onKey);
      document.removeEventListener("focusin", onFocus);
    };
  }, []);
}

/** True where the key meant something. */
function act(event: KeyboardEvent, keys: BoardKeys, lastId: { current: string | null }): boolean {
  if (event.key === "n") keys.onNew();
  else if (event.key === "/") keys.onSearch();
  else if (event.key.toLowerCase() === "x") {
    const card = allOf(keys.columns).find(({ id }) => id === focusedId());
    if (!card) return false;
    keys.onSelect(card, event.shiftKey);
  } else if (event.key === "Escape") return keys.onEscape();
  else if (event.key.startsWith("Arrow") && !isBeside(event.target))
    return moveFocus(event.key, keys, focusedId() ?? lastId.current);
  else return false;
  return true;
}

/** In what stands beside the board, such as an open task, arrows scroll. */
const isBeside = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("aside") !== null;

const allOf = (columns: CardsByColumn): Card[] => Object.values(columns).flat();
const focusedId = (): string | null =>
  document.activeElement instanceof HTMLElement ? (document.activeElement.dataset.card ?? null) : null;

function moveFocus(key: string, { columns, reveals }: BoardKeys, from: string | null): boolean {
  const rows = taskStatuses.map((status) => columns[status].findIndex(({ id }) => id === from));
  const column = rows.findIndex((index) => index >= 0);
  const row = rows[column] ?? -1;
  const focus = (at: number, index: number): boolean => {
    const status = taskStatuses[at];
    const card = status && columns[status][index];
    if (!status || !card) return false;
    reveals.get(status)?.(index);
    focusWhenDrawn(card.id);
    return true;
  };
  if (column < 0)
    return focus(
      taskStatuses.findIndex((status) => columns[status].length > 0),
      0,
    );
  if (key === "ArrowDown") return focus(column, row + 1);
  if (key === "ArrowUp") return focus(column, row - 1);
  const others = taskStatuses.map((_, index) => index);
  const next = (key === "ArrowRight" ? others.slice(column + 1) : others.slice(0, column).reverse()).find(
    (at) => countIn(columns, at) > 0,
  );
  return next !== undefined && focus(next, Math.min(row, countIn(columns, next) - 1));
}

const countIn = (columns: CardsByColumn, at: number): number => {
  const status = taskStatuses[at];
  return status ? columns[status].length : 0;
};

const framesMax = 10;

/** A card that was out of sight is drawn a frame or two later. */
function focusWhenDrawn(id: string, frames = 0): void {
  const card = document.querySelector<HTMLElement>(`[data-card="${id}"]`);
  if (card) card.focus();
  else if (frames < framesMax) requestAnimationFrame(() => focusWhenDrawn(id, frames + 1));
}
