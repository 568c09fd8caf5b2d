"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** What the Git page shows beside its list: one file's change, one commit, or nothing. */
export type GitChoice =
  | { kind: "change"; path: string; isStaged: boolean }
  | { kind: "commit"; sha: string }
  | null;

const gitTabs = ["changes", "history", "branches"] as const;
export type GitTab = (typeof gitTabs)[number];

export interface GitAddress {
  choice: GitChoice;
  tab: GitTab;
  choose: (choice: GitChoice) => void;
  openTab: (tab: GitTab) => void;
}

/** Choice and tab stand in the address, so that Back, reload and a link lead to them. */
export function useGitAddress(): GitAddress {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const path = parameters.get("file");
  const sha = parameters.get("commit");
  const asked = gitTabs.find((name) => name === parameters.get("tab"));
  const tab = asked ?? (sha ? "history" : "changes");
  const go = useCallback(
    (query: URLSearchParams) => {
      const text = query.toString();
      window.history.pushState(null, "", text === "" ? pathname : `${pathname}?${text}`);
    },
    [pathname],
  );
  const choose = useCallback(
    (choice: GitChoice) => {
      const query = new URLSearchParams();
      if (tab !== "changes") query.set("tab", tab);
      if (choice?.kind === "commit") query.set("commit", choice.sha);
      if (choice?.kind === "change") {
        query.set("file", choice.path);
        if (choice.isStaged) query.set("staged", "1");
      }
      go(query);
    },
    [go, tab],
  );
  const openTab = useCallback(
    (next: GitTab) => go(new URLSearchParams(next === "changes" ? {} : { tab: next })),
    [go],
  );
  const choice: GitChoice = path
    ? { kind: "change", path, isStaged: parameters.get("staged") === "1" }
    : sha
      ? { kind: "commit", sha }
      : null;
  return { choice, tab, choose, openTab };
}
