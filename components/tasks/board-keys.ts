"use client";

import { useEffect } from "react";
import { taskStatuses } from "#lib/kernel/states.ts";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** `n` makes a card; arrows go from card to card, within a column and across; Enter opens, as links do. */
export function useBoardKeys({ onNew }: { onNew: () => void }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      if (document.querySelector("[role=dialog], [aria-pressed=true][data-task]")) return;
      if (event.key === "n") {
        event.preventDefault();
        onNew();
      } else if (event.key.startsWith("Arrow") && moveFocus(event.key)) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [onNew]);
}

function moveFocus(key: string): boolean {
  const columns = taskStatuses.map((status) => [
    ...document.querySelectorAll<HTMLElement>(`[data-column=${status}] [data-task]`),
  ]);
  const focused = document.activeElement;
  const rows = columns.map((cards) => (focused instanceof HTMLElement ? cards.indexOf(focused) : -1));
  const column = rows.findIndex((index) => index >= 0);
  const row = rows[column] ?? -1;
  if (column < 0) return focusOn(columns.flat()[0]);
  if (key === "ArrowDown") return focusOn(columns[column]?.[row + 1]);
  if (key === "ArrowUp") return focusOn(columns[column]?.[row - 1]);
  const others = key === "ArrowRight" ? columns.slice(column + 1) : columns.slice(0, column).reverse();
  const next = others.find((cards) => cards.length > 0);
  return focusOn(next?.[Math.min(row, next.length - 1)]);
}

function focusOn(card: HTMLElement | undefined): boolean {
  card?.focus();
  return card !== undefined;
}
