"use client";

import { useCallback, useEffect, useState } from "react";
import { positionOfAnchor } from "#components/runs/conversation-block.tsx";
import type { RunOutput } from "#lib/client/run-output.ts";

export interface Jump {
  /** Where one was led last, once it is loaded; a new object for every time. */
  arrived: { position: number } | null;
  to: (position: number) => void;
}

/** Leads to a place of the conversation, by a link or by hand; what was not loaded is loaded first. */
export function useJump({ state, loadEarlier }: Pick<RunOutput, "state" | "loadEarlier">): Jump {
  const [wanted, setWanted] = useState<{ position: number } | null>(null);
  const [arrived, setArrived] = useState<{ position: number } | null>(null);
  const isReady = state !== "loading";
  const to = useCallback((position: number) => setWanted({ position }), []);

  useEffect(() => {
    const read = () => {
      const position = positionOfAnchor(window.location.hash);
      if (position !== null) to(position);
    };
    read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, [to]);

  useEffect(() => {
    if (!wanted || !isReady) return;
    let isGone = false;
    loadEarlier(wanted.position).then(() => {
      if (!isGone) setArrived(wanted);
    });
    return () => {
      isGone = true;
    };
  }, [wanted, isReady, loadEarlier]);

  return { arrived, to };
}
