"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
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
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let isBehind = false;

    const take = (change: FileChange) => {
      const changed = change.isOverflow || isBehind ? { paths: [], isOverflow: true } : change;
      isBehind = false;
      if (!changed.isOverflow && changed.paths.length === 0) return;
      void client.invalidateQueries({ queryKey: gitQueries.all(workspaceId), predicate: isWorkingState });
      if (changed.isOverflow) void client.invalidateQueries({ queryKey: fileQueries.all(workspaceId) });
      for (const folder of new Set(changed.paths.map(parentOf))) {
        void client.invalidateQueries({ queryKey: fileQueries.folder(workspaceId, folder).queryKey });
      }
      listener.current?.(changed);
    };
    const open = () => {
      const opened = new EventSource(watchUrl(workspaceId));
      source = opened;
      opened.addEventListener("change", (event) => {
        const change = FileChange.safeParse(JSON.parse(String(event.data))).data;
        if (change) take(change);
      });
      opened.addEventListener("error", () => {
        // Whatever happens until it watches again is not told.
        isBehind = true;
        if (opened.readyState === EventSource.CLOSED) timer = setTimeout(open, retryMs);
      });
    };
    open();
    return () => {
      source?.close();
      if (timer !== null) clearTimeout(timer);
    };
  }, [client, workspaceId]);
}

/** Commits do not change with the files; status and changes do. */
const isWorkingState = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
  queryKey[2] === "status" || queryKey[2] === "change";
