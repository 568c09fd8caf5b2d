"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { keepEventSource } from "#lib/client/keep-event-source.ts";
import { parseMessage } from "#lib/client/parse-json.ts";
import { fileQueries, watchUrl } from "#lib/modules/files/queries.ts";
import { parentOf } from "#lib/modules/files/rules.ts";
import { FileChange } from "#lib/modules/files/schema.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";

const retryMs = 5000;

/** Follows a workspace's files: what is shown of them is read anew, and `onChange` hears which ones it was. */
export function useFileWatch(workspaceId: string, onChange?: (change: FileChange) => void): void {
  const client = useQueryClient();
  const listener = useRef(onChange);
  listener.current = onChange;

  useEffect(() => {
    let isBehind = false;

    const take = (change: FileChange) => {
      const changed = change.isOverflow || isBehind ? { paths: [], isOverflow: true } : change;
      isBehind = false;
      if (change.coverage) listener.current?.(change);
      if (change.isGitChanged) void client.invalidateQueries({ queryKey: gitQueries.all(workspaceId) });
      if (!changed.isOverflow && changed.paths.length === 0) return;
      void client.invalidateQueries({ queryKey: gitQueries.all(workspaceId), predicate: isWorkingState });
      if (changed.isOverflow) void client.invalidateQueries({ queryKey: fileQueries.all(workspaceId) });
      for (const folder of new Set(changed.paths.map(parentOf))) {
        void client.invalidateQueries({ queryKey: fileQueries.folder(workspaceId, folder).queryKey });
      }
      listener.current?.(changed);
    };
    const listen = (source: EventSource) => {
      source.addEventListener("change", (event) => {
        const change = parseMessage(FileChange, String(event.data));
        if (change) take(change);
      });
      source.addEventListener("error", () => {
        // Whatever happens until it watches again is not told.
        isBehind = true;
      });
    };
    return keepEventSource(watchUrl(workspaceId), { retryMs, listen });
  }, [client, workspaceId]);
}

/** Commits do not change with the files; status and changes do. */
const isWorkingState = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
  queryKey[2] === "status" || queryKey[2] === "change";
