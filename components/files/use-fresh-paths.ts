"use client";

import { useCallback, useEffect, useRef, useState } from "react";

const shownMs = 20_000;

/** Paths that changed within the last 20 seconds, for the marks in the tree. */
export function useFreshPaths(): [ReadonlySet<string>, (paths: readonly string[]) => void] {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(() => new Set());
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  const add = useCallback((paths: readonly string[]) => {
    if (paths.length === 0) return;
    for (const path of paths) {
      clearTimeout(timers.current.get(path));
      const forget = () => {
        timers.current.delete(path);
        setFresh((now) => new Set([...now].filter((other) => other !== path)));
      };
      timers.current.set(path, setTimeout(forget, shownMs));
    }
    setFresh((now) => new Set([...now, ...paths]));
  }, []);
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running.values()) clearTimeout(timer);
    };
  }, []);
  return [fresh, add];
}
