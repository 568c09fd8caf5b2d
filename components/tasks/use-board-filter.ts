"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type BoardFilter, filterOf, withFilter } from "#lib/client/board-filter.ts";

/** What the board is narrowed to stands in the address, beside what else it says. */
export function useBoardFilter(): [BoardFilter, (change: Partial<BoardFilter>) => void] {
  const parameters = useSearchParams();
  const filter = useMemo(() => filterOf(new URLSearchParams(parameters)), [parameters]);
  const change = useCallback((given: Partial<BoardFilter>) => {
    const now = new URLSearchParams(window.location.search);
    const next = withFilter(now, { ...filterOf(now), ...given }).toString();
    const address = `${window.location.pathname}${next === "" ? "" : `?${next}`}`;
    // Each letter would be a step back of its own.
    if ("words" in given) window.history.replaceState(null, "", address);
    else window.history.pushState(null, "", address);
  }, []);
  return [filter, change];
}
