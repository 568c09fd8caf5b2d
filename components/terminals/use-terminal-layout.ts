"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { z } from "zod";
import {
  emptyLayout,
  keepExisting,
  show,
  split,
  type TerminalLayout,
  unsplit,
} from "#lib/client/terminal-layout.ts";

const Stored = z.object({
  panes: z.array(z.string()),
  focused: z.number().int().min(0),
  direction: z.enum(["row", "column"]),
});

const keyOf = (workspaceId: string) => `lockkeeper-terminals-${workspaceId}`;

interface LayoutHandle {
  layout: TerminalLayout;
  show(id: string): void;
  split(id: string, direction: "row" | "column"): void;
  unsplit(id: string): void;
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
  const focusedId = layout.panes[layout.focused];

  useEffect(() => {
    if (focusedId === undefined) return;
    const url = new URL(location.href);
    url.searchParams.set("terminal", focusedId);
    window.history.replaceState(null, "", url);
    try {
      localStorage.setItem(keyOf(workspaceId), JSON.stringify(layout));
    } catch {
      // Storage is forbidden: the panes last as long as the page.
    }
  }, [workspaceId, focusedId, layout]);

  return {
    layout,
    show: useCallback((id) => change((now) => show(now, id)), [change]),
    split: useCallback((id, direction) => change((now) => split(now, id, direction)), [change]),
    unsplit: useCallback((id) => change((now) => unsplit(now, id)), [change]),
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
