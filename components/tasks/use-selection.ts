"use client";

import { useCallback, useMemo, useState } from "react";
import type { Card } from "#lib/modules/cards/schema.ts";

export interface BoardSelection {
  ids: ReadonlySet<string>;
  /** A click selects instead of opening: something is selected, or somebody is about to. */
  isSelecting: boolean;
  /** Where no mouse hovers and no key is at hand, cards are tapped from now on. */
  begin: () => void;
  /** With `isRange`, everything between the one chosen last and this one, in its column. */
  toggle: (card: Card, isRange?: boolean) => void;
  choose: (cards: readonly Card[]) => void;
  clear: () => void;
}

interface Chosen {
  ids: ReadonlySet<string>;
  last: string | null;
  isBegun: boolean;
}

const none: Chosen = { ids: new Set(), last: null, isBegun: false };

interface SelectionOptions {
  columnOf: (card: Card) => readonly Card[];
  /** What one may only read is not selected: everything that is done to the selection would be refused. */
  mayChange: (card: Card) => boolean;
}

/** Cards that something is to be done to together. */
export function useSelection({ columnOf, mayChange }: SelectionOptions): BoardSelection {
  const [chosen, setChosen] = useState<Chosen>(none);
  const toggle = useCallback(
    (card: Card, isRange = false) => {
      if (!mayChange(card)) return;
      setChosen(({ ids, last, isBegun }) => {
        const next = new Set(ids);
        const between =
          isRange && last !== null ? cardsBetween(columnOf(card), last, card.id).filter(mayChange) : [];
        if (between.length > 0) for (const { id } of between) next.add(id);
        else if (!next.delete(card.id)) next.add(card.id);
        return { ids: next, last: card.id, isBegun };
      });
    },
    [columnOf, mayChange],
  );
  const choose = useCallback(
    (cards: readonly Card[]) =>
      setChosen({ ...none, ids: new Set(cards.filter(mayChange).map(({ id }) => id)) }),
    [mayChange],
  );
  const begin = useCallback(() => setChosen({ ...none, isBegun: true }), []);
  const clear = useCallback(() => setChosen(none), []);
  const { ids, isBegun } = chosen;
  const isSelecting = isBegun || ids.size > 0;
  return useMemo(
    () => ({ ids, isSelecting, begin, toggle, choose, clear }),
    [ids, isSelecting, begin, toggle, choose, clear],
  );
}

function cardsBetween(column: readonly Card[], one: string, other: string): readonly Card[] {
  const ends = [one, other].map((id) => column.findIndex((card) => card.id === id)).sort((a, b) => a - b);
  const [first = -1, last = -1] = ends;
  return first < 0 ? [] : column.slice(first, last + 1);
}
