"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { useCommand } from "#lib/client/run-command.ts";
import { terminalQueries } from "#lib/modules/terminals/queries.ts";
import type { TerminalRef } from "#lib/modules/terminals/schema.ts";

interface OpeningTerminal {
  /** Opens a terminal and gives its id once it is listed; null when it was refused, which a toast has said. */
  open(): Promise<string | null>;
  /** The same under the name of one that has ended. */
  openAgain(name: string): Promise<string | null>;
  isOpening: boolean;
}

export function useOpenTerminal(workspaceId: string): OpeningTerminal {
  const client = useQueryClient();
  const { run, isPending } = useCommand<{ workspaceId: string; name?: string }, TerminalRef>({
    name: "terminal.open",
    label: "Open terminal",
  });
  const begin = useCallback(
    async (name?: string) => {
      const answer = await run({ workspaceId, ...(name !== undefined && { name }) });
      if (answer.outcome !== "done") return null;
      await client.invalidateQueries({ queryKey: ["terminals", "list", workspaceId] });
      return answer.result.id;
    },
    [run, client, workspaceId],
  );
  const open = useCallback(() => begin(), [begin]);
  const openAgain = useCallback(
    async (name: string) => {
      // The name is free once the list has been asked: that is when a terminal that ended loses its row.
      const list = await client.fetchQuery({ ...terminalQueries.list(workspaceId), staleTime: 0 });
      return begin(list.items.some((one) => one.name === name) ? undefined : name);
    },
    [client, workspaceId, begin],
  );
  return { open, openAgain, isOpening: isPending };
}

/** Who comes to a workspace without a terminal wants one; who closed the last one does not. */
export function useFirstTerminal(isNone: boolean, open: () => void): void {
  const isDecided = useRef(false);
  useEffect(() => {
    if (isDecided.current) return;
    isDecided.current = true;
    if (isNone) open();
  }, [isNone, open]);
}
