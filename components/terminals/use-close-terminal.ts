"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { useCommand } from "#lib/client/run-command.ts";
import { terminalQueries } from "#lib/modules/terminals/queries.ts";
import type { LiveTerminal } from "#lib/modules/terminals/schema.ts";

export interface ClosingTerminals {
  /** The busy ones that the dialog asks about. */
  asked: readonly LiveTerminal[];
  isPending: boolean;
  /** Closes idle terminals at once; asks first where something runs in one. */
  ask(ids: readonly string[]): Promise<void>;
  confirm(): Promise<void>;
  cancel(): void;
  /** True from the moment it was asked to go: its end is then no news. */
  isClosing(id: string): boolean;
}

interface Asked {
  busy: readonly LiveTerminal[];
  all: readonly string[];
}

export function useCloseTerminals(workspaceId: string): ClosingTerminals {
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const closing = useRef(new Set<string>());
  const { run, isPending } = useCommand<{ terminalId: string }>({
    name: "terminal.close",
    label: "Close terminal",
  });
  const close = useCallback(
    async (ids: readonly string[]) => {
      for (const id of ids) {
        closing.current.add(id);
        const answer = await run({ terminalId: id });
        if (answer.outcome !== "done") closing.current.delete(id);
      }
      setAsked(null);
      await client.invalidateQueries({ queryKey: ["terminals"] });
    },
    [run, client],
  );
  const ask = useCallback(
    async (ids: readonly string[]) => {
      // What was listed may be seconds old, and a program may have been started since.
      const query = { ...terminalQueries.list(workspaceId), staleTime: 0, retry: false };
      const fresh = await client.fetchQuery(query).catch(() => null);
      const there = fresh === null ? ids : ids.filter((id) => fresh.items.some((one) => one.id === id));
      const busy = fresh?.items.filter(({ id, busy: isBusy }) => isBusy && ids.includes(id)) ?? [];
      if (busy.length > 0) setAsked({ busy, all: there });
      else if (there.length > 0) await close(there);
    },
    [client, workspaceId, close],
  );
  return {
    asked: asked?.busy ?? [],
    isPending,
    ask,
    confirm: async () => {
      if (asked) await close(asked.all);
    },
    cancel: () => setAsked(null),
    isClosing: useCallback((id) => closing.current.has(id), []),
  };
}
