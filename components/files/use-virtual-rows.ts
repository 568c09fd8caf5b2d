"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect } from "react";
import { useIsWide } from "#lib/client/use-is-wide.ts";

/**
 * The rows of a tree of which only those in sight are drawn, higher where there is touch. The virtualizer measures
 * every row anew when it is given another function, so these stay the same from one step of a scroll to the next.
 */
export function useVirtualRows(
  frame: RefObject<HTMLDivElement | null>,
  rows: readonly { readonly key: string }[],
) {
  const rowPx = useIsWide() ? 24 : 36;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: useCallback(() => frame.current, [frame]),
    estimateSize: useCallback(() => rowPx, [rowPx]),
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is the reason to measure
  useEffect(() => virtual.measure(), [virtual, rowPx]);

  /**
   * Scrolls no further than a row needs to be in sight. The virtualizer's own way goes by where it was scrolled to a
   * moment ago and comes back to it in the next frames, against whoever scrolls or clicks meanwhile.
   */
  const reveal = useCallback(
    (index: number) => {
      const box = frame.current;
      if (!box) return;
      const paddingPx = box.scrollHeight - virtual.getTotalSize();
      const topPx = index * rowPx;
      const bottomPx = topPx + rowPx + paddingPx;
      if (topPx < box.scrollTop) box.scrollTop = topPx;
      else if (bottomPx > box.scrollTop + box.clientHeight) box.scrollTop = bottomPx - box.clientHeight;
    },
    [frame, virtual, rowPx],
  );
  return { virtual, reveal };
}
