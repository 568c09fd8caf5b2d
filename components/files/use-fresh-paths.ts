"use client";

import { useCallback, useEffect, useRef, useState } from "react";

const shownMs = 20_000;
/** The marks of a build go in a few steps, not one by one. */
const sweepPauseMs = 1000;

/** Paths that changed within the last 20 seconds, for the marks in the tree. */
export function useFreshPaths(): [ReadonlySet<string>, (paths: readonly string[]) => void] {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(() => new Set());
  /** Until when each is marked; the first to end stands first. */
  const untilMs = useRef(new Map<string, number>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const add = useCallback((paths: readonly string[]) => {
    const known = untilMs.current;
    const sweep = () => {
      const nowMs = Date.now();
      for (const [path, endMs] of known) {
        if (endMs > nowMs) break;
        known.delete(path);
      }
      setFresh(new Set(known.keys()));
      const [firstMs] = known.values();
      timer.current =
        firstMs === undefined ? undefined : setTimeout(sweep, Math.max(sweepPauseMs, firstMs - nowMs));
    };
    const hasNew = paths.some((path) => !known.has(path));
    for (const path of paths) {
      known.delete(path);
      known.set(path, Date.now() + shownMs);
    }
    if (hasNew) setFresh(new Set(known.keys()));
    if (known.size > 0) timer.current ??= setTimeout(sweep, shownMs);
  }, []);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return [fresh, add];
}
