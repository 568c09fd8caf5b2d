"use client";

import { useCallback, useMemo, useRef, useState } from "react";
import { z } from "zod";
import { inOrder, moveBy, moveTo } from "#lib/client/terminal-order.ts";
import type { LiveTerminal } from "#lib/modules/terminals/schema.ts";

/** A terminal as its tab shows it; one that has ended stays until it is closed or started again. */
export interface TabItem {
  id: string;
  name: string;
  busy: boolean;
  command: string | null;
  end: { code: number | null } | null;
}

interface TabItems {
  items: readonly TabItem[];
  /** Keeps the tab of a terminal whose shell has ended. */
  keepEnded(id: string, code: number | null): void;
  forget(id: string): void;
  move(id: string, step: -1 | 1): void;
  drop(id: string, overId: string): void;
}

const Order = z.array(z.string());
const keyOf = (workspaceId: string) => `lockkeeper-terminal-order-${workspaceId}`;

/** The tabs in the order that this person gave them, the ended ones among them. */
export function useTabItems(workspaceId: string, terminals: readonly LiveTerminal[]): TabItems {
  const [order, setOrder] = useState(() => readOrder(workspaceId));
  const [ended, setEnded] = useState<readonly TabItem[]>([]);
  // A shell's end is told by its own connection, and by then the list may have forgotten its name.
  const names = useRef(new Map<string, string>());
  for (const { id, name } of terminals) names.current.set(id, name);

  const items = useMemo(() => {
    const live = terminals
      .filter(({ id }) => !ended.some((one) => one.id === id))
      .map(({ id, name, busy, command }): TabItem => ({ id, name, busy, command, end: null }));
    return inOrder([...live, ...ended], order);
  }, [terminals, ended, order]);

  const keep = (ids: string[]) => {
    setOrder(ids);
    try {
      localStorage.setItem(keyOf(workspaceId), JSON.stringify(ids));
    } catch {
      // Storage is forbidden: the order lasts as long as the page.
    }
  };
  const ids = items.map(({ id }) => id);
  return {
    items,
    keepEnded: (id, code) => {
      const name = names.current.get(id) ?? "terminal";
      keep(ids);
      setEnded((now) => [
        ...now.filter((one) => one.id !== id),
        { id, name, busy: false, command: null, end: { code } },
      ]);
    },
    forget: useCallback((id) => setEnded((now) => now.filter((one) => one.id !== id)), []),
    move: (id, step) => keep(moveBy(ids, id, step)),
    drop: (id, overId) => keep(moveTo(ids, id, overId)),
  };
}

function readOrder(workspaceId: string): string[] {
  try {
    return Order.parse(JSON.parse(localStorage.getItem(keyOf(workspaceId)) ?? "[]"));
  } catch {
    return [];
  }
}
