"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { gather } from "#lib/client/gather.ts";
import { keepEventSource } from "#lib/client/keep-event-source.ts";
import { parseMessage } from "#lib/client/parse-json.ts";
import { readAnew } from "#lib/client/read-anew.ts";
import { fileQueries, watchUrl } from "#lib/modules/files/queries.ts";
import { parentOf, partsOfRoot } from "#lib/modules/files/rules.ts";
import { FileChange } from "#lib/modules/files/schema.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";

const retryMs = 5000;
/** Changes are told every 100 ms while a program writes: listing and status are to come to an end between them. */
const readPauseMs = 500;

interface WatchListener {
  /** Paths that changed; "any" where it was too many to tell, or nobody listened. */
  onChange?: (paths: readonly string[] | "any") => Promise<void>;
  /** Why not everything is followed live; null where it is. */
  onCoverage?: (problem: string | null) => void;
}

/** Follows a workspace's files: what is shown of them is read anew, and `onChange` hears which ones it was. */
export function useFileWatch(rootId: string, listener: WatchListener = {}): void {
  const client = useQueryClient();
  const latest = useRef(listener);
  latest.current = listener;

  useEffect(() => {
    let isBehind = false;
    // Each of them at its own pace: a slow status holds up no listing.
    const paths = gather<string>(async (changed) => {
      const isAny = changed.has(any);
      await Promise.all([
        latest.current.onChange?.(isAny ? "any" : [...changed]),
        readAnew(client, filesFilter(rootId, isAny ? null : new Set([...changed].map(parentOf)))),
      ]);
    }, readPauseMs);
    const git = gather<"state" | "history">(async (changed) => {
      const queryKey = gitQueries.all(partsOfRoot(rootId).workspaceId);
      await readAnew(client, changed.has("history") ? { queryKey } : { queryKey, predicate: isWorkingState });
    }, readPauseMs);

    const take = (change: FileChange) => {
      const isOverflow = change.isOverflow || isBehind;
      isBehind = false;
      if (change.coverage) latest.current.onCoverage?.(change.coverage.problem);
      if (change.isGitChanged) git.add(["history"]);
      if (!isOverflow && change.paths.length === 0) return;
      git.add(["state"]);
      paths.add(isOverflow ? [any] : change.paths);
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
    const leave = keepEventSource(watchUrl(rootId), { retryMs, listen });
    return () => {
      leave();
      paths.stop();
      git.stop();
    };
  }, [client, rootId]);
}

/** The workspace's top folder, which is no path that changes: it stands for all of them. */
const any = "";

/** Listings of these folders; null for everything that is shown of the files. */
function filesFilter(rootId: string, folders: ReadonlySet<string> | null) {
  const isListed = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
    folders === null || (queryKey[2] === "folder" && folders.has(String(queryKey[3])));
  return { queryKey: fileQueries.all(rootId), predicate: isListed };
}

/** Commits do not change with the files; status and changes do. */
const isWorkingState = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
  queryKey[2] === "status" || queryKey[2] === "change";
