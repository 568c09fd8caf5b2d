"use client";

import { useState } from "react";
import { keyOfAsk } from "#components/runs/drafts.ts";
import type { FinalAnswer } from "#lib/client/command-context.ts";
import { type KeptDrafts, useKeptDraft } from "#lib/client/kept-drafts.ts";

/** What is said to an ask of the agent: kept until it is given, and shown until the ask is over. */
export function useAskDraft<Draft>(drafts: KeptDrafts<Draft>, runId: string, askId: string) {
  const key = keyOfAsk(runId, askId);
  const [unsent, change] = useKeptDraft(drafts, key);
  const [given, setGiven] = useState<{ draft: Draft } | null>(null);
  return {
    draft: given ? given.draft : unsent,
    unsent,
    set: (next: Draft) => {
      setGiven(null);
      change(() => next);
    },
    give: async (pending: Promise<FinalAnswer>) => {
      const { outcome } = await pending;
      if (outcome === "error" || outcome === "cancelled" || drafts.read(key) !== unsent) return;
      setGiven({ draft: unsent });
      drafts.forget(key);
    },
    forget: () => drafts.forget(key),
  };
}
