"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import { TaskCard } from "#components/tasks/task-card.tsx";
import type { BoardSelection } from "#components/tasks/use-selection.ts";
import { useIsWide } from "#lib/client/use-is-wide.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

/** Where the carried card would go: above one card, or below the last one. */
export interface Spot {
  status: TaskStatus;
  beforeId: string | null;
  afterId: string | null;
}

/** Brings the card of this index into sight, so that it can be given the focus. */
export type Reveal = (index: number) => void;

export interface CardListProps {
  status: TaskStatus;
  cards: readonly Card[];
  hrefOf: (card: Card) => string;
  /** What stands beside the number: the project, on the board over all of them. */
  placeOf?: (card: Card) => string | null;
  openId: string | null;
  /** The card that is being carried stays drawn, wherever the column is scrolled to. */
  carriedId: string | null;
  spot: Spot | null;
  selection: BoardSelection;
  onReveal: (status: TaskStatus, reveal: Reveal | null) => void;
}

const estimatePx = 92;

/** The cards of a column, of which only those in sight are drawn. */
export function CardList(props: CardListProps) {
  const { status, cards, carriedId, spot, selection, onReveal } = props;
  const frame = useRef<HTMLDivElement>(null);
  const isWide = useIsWide();
  const carried = carriedId === null ? -1 : cards.findIndex(({ id }) => id === carriedId);
  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: useCallback(() => frame.current, []),
    estimateSize: useCallback(() => estimatePx, []),
    getItemKey: useCallback((index: number) => cards[index]?.id ?? index, [cards]),
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range);
        return carried < 0 || shown.includes(carried)
          ? shown
          : [...shown, carried].sort((one, other) => one - other);
      },
      [carried],
    ),
    gap: 8,
    overscan: 6,
    // The server cannot measure: a screen's worth is drawn until the browser has.
    initialRect: { width: 240, height: 900 },
  });
  useEffect(() => {
    onReveal(status, (index) => virtual.scrollToIndex(index, { align: "auto" }));
    return () => onReveal(status, null);
  }, [status, virtual, onReveal]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another width breaks titles elsewhere
  useEffect(() => virtual.measure(), [virtual, isWide]);

  return (
    <div ref={frame} className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 pt-0.5 pb-1">
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const card = cards[index];
          if (!card) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {spot?.beforeId === card.id && <Line className="-top-[5px]" />}
              <TaskCard
                card={card}
                href={props.hrefOf(card)}
                place={props.placeOf?.(card) ?? null}
                isOpen={card.id === props.openId}
                isSelected={selection.ids.has(card.id)}
                isSelecting={selection.isSelecting}
                onSelect={selection.toggle}
              />
              {spot?.afterId === card.id && <Line className="-bottom-[5px]" />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const Line = ({ className }: { className: string }) => (
  <span aria-hidden="true" className={`absolute inset-x-0 h-0.5 rounded-full bg-ring ${className}`} />
);
