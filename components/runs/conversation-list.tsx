"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { BlockView, type ShownRun } from "#components/runs/conversation-block.tsx";
import { FoldsProvider } from "#components/runs/folds.tsx";
import type { Jump } from "#components/runs/use-jump.ts";
import { useMarkedWords } from "#components/runs/use-marked-words.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { type ConversationBlock, indexOfPosition } from "#lib/client/conversation.ts";
import type { RunOutput } from "#lib/client/run-output.ts";

interface ConversationListProps {
  blocks: readonly ConversationBlock[];
  output: RunOutput;
  run: ShownRun;
  jump: Jump;
  /** Words to be marked where they stand. */
  marked: string;
  /** What stands behind all blocks. */
  children: ReactNode;
}

const nearEndPx = 80;
/** How far above the part in sight what stands before it is asked for. */
const aheadPx = 1_500;

/** The blocks of a conversation, of which only those in sight are drawn. Who is at the end stays at the end. */
export function ConversationList({ blocks, output, run, jump, marked, children }: ConversationListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const virtual = useVirtualizer({
    count: blocks.length,
    getScrollElement: useCallback(() => scroller.current, []),
    estimateSize: useCallback((index: number) => heightOf(blocks[index]), [blocks]),
    getItemKey: useCallback((index: number) => blocks[index]?.event.key ?? index, [blocks]),
    rangeExtractor: useOpenAsks(blocks),
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: nearEndPx,
    paddingStart: 12,
    paddingEnd: 4,
    overscan: 6,
  });
  const { arrived } = jump;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins at the end once, when it is first drawn
  useLayoutEffect(() => {
    if (!arrived) virtual.scrollToEnd();
  }, []);
  const target = arrived && blocks[indexOfPosition(blocks, arrived.position)]?.event.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another arrival is a reason to scroll
  useEffect(() => {
    if (arrived) virtual.scrollToIndex(indexOfPosition(blocks, arrived.position), { align: "start" });
  }, [arrived]);

  const items = virtual.getVirtualItems();
  const { hasEarlier, isLoadingEarlier, loadEarlier, error } = output;
  const totalPx = virtual.getTotalSize();
  // Blocks turn out shorter than they were guessed to be, and nothing scrolls.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is at the end depends on how long it is
  useEffect(() => {
    if (isNearEnd(scroller.current)) setIsAtEnd(true);
  }, [totalPx]);
  const isFilled = totalPx > (scroller.current?.clientHeight ?? 0);
  useEffect(() => {
    if (!isFilled && hasEarlier && !isLoadingEarlier && !error) void loadEarlier();
  }, [isFilled, hasEarlier, isLoadingEarlier, loadEarlier, error]);
  const onScroll = () => {
    setIsAtEnd(isNearEnd(scroller.current));
    const { scrollTop = 0 } = scroller.current ?? {};
    if (scrollTop < aheadPx && hasEarlier && !isLoadingEarlier && !error) void loadEarlier();
  };
  useMarkedWords(scroller, marked, items);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {error && hasEarlier && !isLoadingEarlier && (
        <p role="status" className="flex flex-none items-center gap-2 border-b px-5 py-1 text-xs max-md:px-4">
          <span className="text-failure">What was before could not be loaded.</span>
          <Button size="xs" variant="ghost" onClick={() => void loadEarlier()}>
            Try again
          </Button>
        </p>
      )}
      <div
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label="Conversation"
        onScroll={onScroll}
        className="min-h-0 flex-1 overflow-auto px-5 pb-4 [overflow-anchor:none] focus-visible:-outline-offset-2 max-md:px-4"
      >
        <FoldsProvider>
          <div className="relative" style={{ height: totalPx }}>
            {items.map(({ index, start, key }) => {
              const block = blocks[index];
              if (!block) return null;
              const isTarget = block.event.key === target;
              return (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  data-target={isTarget || undefined}
                  className={cn(
                    "absolute inset-x-0 before:absolute before:inset-y-0 before:-left-3 before:w-0.5 data-target:before:bg-primary",
                    block.kind === "tool" && !block.isLast ? "pb-0" : "pb-3",
                  )}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <BlockView block={block} run={run} isTarget={isTarget} />
                </div>
              );
            })}
          </div>
        </FoldsProvider>
        {children}
      </div>
      {isLoadingEarlier && (
        <p
          role="status"
          className="absolute top-2 left-1/2 -translate-x-1/2 rounded-full border bg-background px-3 py-1 text-muted-foreground text-xs shadow-sm"
        >
          Loading what was before
        </p>
      )}
      {!isAtEnd && (
        <Button
          size="sm"
          className="absolute right-5 bottom-3 shadow-md"
          onClick={() => virtual.scrollToEnd()}
        >
          <ArrowDown />
          Newest
        </Button>
      )}
    </div>
  );
}

/** Read from the element: what draws the rows hears of a scroll only after this. */
const isNearEnd = (element: HTMLElement | null): boolean =>
  element === null || element.scrollHeight - element.clientHeight - element.scrollTop <= nearEndPx;

/** An ask that waits is drawn wherever one has scrolled to: an answer that was begun must not be lost. */
function useOpenAsks(blocks: readonly ConversationBlock[]): (range: Range) => number[] {
  const open = useMemo(
    () =>
      blocks.flatMap(({ event }, index) =>
        (event.kind === "question" || event.kind === "permission") && event.data.state === "open"
          ? [index]
          : [],
      ),
    [blocks],
  );
  return useCallback(
    (range) => [...new Set([...defaultRangeExtractor(range), ...open])].sort((a, b) => a - b),
    [open],
  );
}

const linePx = 20;
const lineCharacters = 62;

/** About how high a block will be: the better the guess, the less the bar moves while one scrolls. */
function heightOf(block: ConversationBlock | undefined): number {
  if (!block) return linePx;
  if (block.kind === "tool") return block.isLast ? 46 : 33;
  if (block.kind === "other") return block.event.kind === "status" ? 28 : 120;
  if (block.event.data.role === "reasoning") return 28;
  const lines = Math.ceil(block.event.data.text.length / lineCharacters);
  return lines * linePx + (block.isContinued ? 12 : 36);
}
