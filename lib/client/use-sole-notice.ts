"use client";

import { useEffect, useId, useSyncExternalStore } from "react";
import { createNoticeStage } from "#lib/client/sole-notice.ts";

const stage = createNoticeStage();

/** True while this is the one place of the page that says what several have noticed. */
export function useSoleNotice(isWanted: boolean, rank: number): boolean {
  const id = useId();
  const speaker = useSyncExternalStore(stage.subscribe, stage.speaker, () => null);
  useEffect(() => {
    if (!isWanted) return;
    stage.claim(id, rank);
    return () => stage.release(id);
  }, [id, isWanted, rank]);
  return isWanted && speaker === id;
}
