"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

export interface ComparedRunSeen {
  runId: string;
  what: "changes" | "conversation";
}

/** Which of the compared runs is looked at stands in the address; null: all side by side. */
export function useComparedRun(): [ComparedRunSeen | null, (seen: ComparedRunSeen | null) => void] {
  const pathname = usePathname();
  const params = useSearchParams();
  const runId = params.get("compared");
  const what = params.get("show") === "conversation" ? "conversation" : "changes";
  const see = useCallback(
    (seen: ComparedRunSeen | null) => {
      const query = new URLSearchParams({ tab: "compare" });
      if (seen) {
        query.set("compared", seen.runId);
        query.set("show", seen.what);
      }
      window.history.pushState(null, "", `${pathname}?${query}`);
    },
    [pathname],
  );
  return [runId ? { runId, what } : null, see];
}
