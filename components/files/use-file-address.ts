"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { isWithin } from "#lib/modules/files/rules.ts";

export interface FileAddress {
  /** The file that is shown; null for none. */
  path: string | null;
  line: number | null;
  show: (path: string | null, line?: number | null) => void;
  /** Shows a file without leaving a step to go back. */
  comeBackTo: (path: string) => void;
  /** The file or a folder above it was moved. */
  follow: (from: string, to: string) => void;
}

/** Which file is shown stands in the address (`?root=&path=&line=`), so that Back, reload and a link lead to it. */
export function useFileAddress(): FileAddress {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const path = parameters.get("path") || null;
  const line = Number(parameters.get("line"));
  const root = parameters.get("root");

  const write = useCallback(
    (next: string | null, nextLine: number | null, how: "pushState" | "replaceState") => {
      const query = new URLSearchParams(root === null ? {} : { root });
      if (next !== null) query.set("path", next);
      if (next !== null && nextLine !== null) query.set("line", String(nextLine));
      const text = query.toString();
      window.history[how](null, "", text === "" ? pathname : `${pathname}?${text}`);
    },
    [pathname, root],
  );
  const show = useCallback(
    (next: string | null, nextLine: number | null = null) =>
      write(next, nextLine, next === path ? "replaceState" : "pushState"),
    [write, path],
  );
  const follow = useCallback(
    (from: string, to: string) => {
      // Asked of the address itself: a move can be undone long after it was drawn.
      const shown = new URLSearchParams(window.location.search).get("path");
      if (shown !== null && isWithin(shown, from)) write(to + shown.slice(from.length), null, "replaceState");
    },
    [write],
  );
  const comeBackTo = useCallback((next: string) => write(next, null, "replaceState"), [write]);
  return { path, line: Number.isInteger(line) && line > 0 ? line : null, show, comeBackTo, follow };
}
