"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { z } from "zod";
import {
  emptyLayout,
  keepExisting,
  neighbour,
  type PaneTree,
  type Side,
  type SplitDirection,
  type SplitPath,
  setShare,
  shareMin,
  show,
  split,
  substitute,
  type TerminalLayout,
  unsplit,
} from "#lib/client/terminal-layout.ts";

const StoredTree: z.ZodType<PaneTree> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("pane"), id: z.string() }),
    z.object({
      kind: z.literal("split"),
      direction: z.enum(["row", "column"]),
      share: z
        .number()
        .min(shareMin)
        .max(1 - shareMin),
      first: StoredTree,
      second: StoredTree,
    }),
  ]),
);
const Stored = z.object({ tree: StoredTree.nullable(), focused: z.string().nullable() });

const keyOf = (workspaceId: string) => `lockkeeper-terminals-${workspaceId}`;

interface LayoutHandle {
  layout: TerminalLayout;
  show(id: string): void;
  split(id: string, direction: SplitDirection): void;
  unsplit(id: string): void;
  substitute(from: string, to: string): void;
  setShare(path: SplitPath, share: number): void;
  /** False at the edge. */
  goTo(side: Side): boolean;
}

/**
 * The panes of a workspace's terminals, as they stood when one was last here; `?terminal=` names the one to begin
 * with and follows the focus, so that the address can be shared.
 */
export function useTerminalLayout(workspaceId: string, ids: readonly string[]): LayoutHandle {
  const [wished, setWished] = useState<TerminalLayout>(() => initialLayout(workspaceId));
  const layout = useMemo(() => keepExisting(wished, ids), [wished, ids]);
  const present = useRef(ids);
  present.current = ids;
  const change = useCallback(
    (make: (now: TerminalLayout) => TerminalLayout) =>
      setWished((now) => make(keepExisting(now, present.current))),
    [],
  );
  const focusedId = layout.focused;

  // Apart from the layout, which changes with every move of a bar: browsers refuse an address that changes so often.
  useEffect(() => {
    if (focusedId === null) return;
    const url = new URL(location.href);
    url.searchParams.set("terminal", focusedId);
    window.history.replaceState(null, "", url);
  }, [focusedId]);
  useEffect(() => {
    if (layout.focused === null) return;
    try {
      localStorage.setItem(keyOf(workspaceId), JSON.stringify(layout));
    } catch {
      // Storage is forbidden: the panes last as long as the page.
    }
  }, [workspaceId, layout]);

  return {
    layout,
    show: useCallback((id) => change((now) => show(now, id)), [change]),
    split: useCallback((id, direction) => change((now) => split(now, id, direction)), [change]),
    unsplit: useCallback((id) => change((now) => unsplit(now, id)), [change]),
    substitute: useCallback((from, to) => change((now) => substitute(now, from, to)), [change]),
    setShare: useCallback((path, share) => change((now) => setShare(now, path, share)), [change]),
    goTo(side) {
      const id = neighbour(layout, side);
      if (id !== null) change((now) => show(now, id));
      return id !== null;
    },
  };
}

function initialLayout(workspaceId: string): TerminalLayout {
  const stored = readStored(workspaceId);
  const linked = new URLSearchParams(location.search).get("terminal");
  return linked === null ? stored : show(stored, linked);
}

function readStored(workspaceId: string): TerminalLayout {
  try {
    return Stored.parse(JSON.parse(localStorage.getItem(keyOf(workspaceId)) ?? "null"));
  } catch {
    return emptyLayout;
  }
}
