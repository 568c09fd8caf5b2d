"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useCommand } from "#lib/client/run-command.ts";
import { terminalQueries } from "#lib/modules/terminals/queries.ts";
import type { LiveTerminal } from "#lib/modules/terminals/schema.ts";

export interface ClosingTerminal {
  /** The busy terminal that the dialog asks about. */
  asked: LiveTerminal | null;
  isPending: boolean;
  /** Closes an idle terminal at once; asks first where something runs in it. */
  ask(terminal: LiveTerminal): Promise<void>;
  confirm(): Promise<void>;
  cancel(): void;
}

export function useCloseTerminal(workspaceId: string): ClosingTerminal {
  const client = useQueryClient();
  const [asked, setAsked] = useState<LiveTerminal | null>(null);
  const { run, isPending } = useCommand<{ terminalId: string }>({
    name: "terminal.close",
    label: "Close terminal",
  });
  const close = useCallback(
    async (terminal: LiveTerminal) => {
      await run({ terminalId: terminal.id });
      setAsked(null);
      await client.invalidateQueries({ queryKey: ["terminals"] });
    },
    [run, client],
  );
  const ask = useCallback(
    async (terminal: LiveTerminal) => {
      // What was listed may be seconds old, and a program may have been started since.
      const query = { ...terminalQueries.list(workspaceId), staleTime: 0, retry: false };
      const fresh = await client.fetchQuery(query).catch(() => null);
      const now = fresh === null ? terminal : fresh.items.find(({ id }) => id === terminal.id);
      if (now?.busy) setAsked(now);
      else if (now) await close(now);
    },
    [client, workspaceId, close],
  );
  return {
    asked,
    isPending,
    ask,
    confirm: async () => {
      if (asked) await close(asked);
    },
    cancel: () => setAsked(null),
  };
}
