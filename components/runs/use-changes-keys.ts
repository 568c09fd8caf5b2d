"use client";

import { useEffect, useRef } from "react";
import type { Finding } from "#components/runs/findings.ts";
import type { ChangesState } from "#components/runs/use-changes-view.ts";
import { isKeyTaken } from "#lib/client/key-taken.ts";

interface Keys {
  state: ChangesState;
  active: string | null;
  onFile: (path: string) => void;
  onFinding: (finding: Finding) => void;
}

/** `j` `k` go to the next and the last file, `n` `p` to the next and the last finding, `v` marks the file as viewed. */
export function useChangesKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  const finding = useRef(-1);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isKeyTaken(event)) return;
      const { state, active, onFile, onFinding } = latest.current;
      const { files, findings } = state;
      const at = files.findIndex(({ path }) => path === active);
      if (event.key === "j" || event.key === "k") {
        const next = files[event.key === "j" ? at + 1 : Math.max(0, at - 1)];
        if (next) onFile(next.path);
      } else if (event.key === "n" || event.key === "p") {
        const step = event.key === "n" ? 1 : -1;
        finding.current = Math.min(findings.length - 1, Math.max(0, finding.current + step));
        const next = findings[finding.current];
        if (next) onFinding(next);
      } else if (event.key === "v") {
        const file = files[Math.max(0, at)];
        if (!file || !state.mayReview) return;
        const isSeen = state.viewStateOf(file.path) === "seen";
        state.setViewed(file.path, !isSeen);
        const next = files[Math.max(0, at) + 1];
        if (!isSeen && next) onFile(next.path);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the board, whose `n` makes a card.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
}
