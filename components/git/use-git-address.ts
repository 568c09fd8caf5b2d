"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** What the Git page shows beside its list: one file's change, one commit, or nothing. */
export type GitChoice =
  | { kind: "change"; path: string; isStaged: boolean }
  | { kind: "commit"; sha: string }
  | null;

/** The choice stands in the address, so that Back, reload and a link lead to it. */
export function useGitAddress(): [GitChoice, (choice: GitChoice) => void] {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const choose = useCallback(
    (choice: GitChoice) => {
      const query = new URLSearchParams();
      if (choice?.kind === "commit") query.set("commit", choice.sha);
      if (choice?.kind === "change") {
        query.set("file", choice.path);
        if (choice.isStaged) query.set("staged", "1");
      }
      const text = query.toString();
      window.history.pushState(null, "", text === "" ? pathname : `${pathname}?${text}`);
    },
    [pathname],
  );
  const path = parameters.get("file");
  const sha = parameters.get("commit");
  if (path) return [{ kind: "change", path, isStaged: parameters.get("staged") === "1" }, choose];
  return [sha ? { kind: "commit", sha } : null, choose];
}
