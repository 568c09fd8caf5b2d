"use client";

import { useCallback, useEffect, useState } from "react";
import { parseMessage } from "#lib/client/parse-json.ts";
import { type FileFind, findUrl } from "#lib/modules/files/queries.ts";
import { type FileMatch, FindDone, FoundMatches } from "#lib/modules/files/schema.ts";

export interface Finding {
  matches: readonly FileMatch[];
  /** null while it goes on; then how it ended. */
  done: FindDone | null;
  isRunning: boolean;
  /** Why there is no answer. */
  problem: string | null;
}

const none: Finding = { matches: [], done: null, isRunning: false, problem: null };
const drawEachMs = 80;

/** Finds in files as it is found; another question, or `cancel`, ends the one before. */
export function useFind(rootId: string, asked: FileFind | null): Finding & { cancel: () => void } {
  const [finding, setFinding] = useState<Finding>(none);
  const [cancelled, setCancelled] = useState<FileFind | null>(null);

  useEffect(() => {
    if (asked === null || asked === cancelled) return setFinding((now) => ({ ...now, isRunning: false }));
    let matches: FileMatch[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const source = new EventSource(findUrl(rootId, asked));
    const draw = (rest: Partial<Finding> = {}) => {
      clearTimeout(timer);
      timer = undefined;
      setFinding({ ...none, matches, isRunning: true, ...rest });
    };
    const end = (rest: Partial<Finding>) => {
      source.close();
      draw({ isRunning: false, ...rest });
    };
    setFinding((now) => ({ ...none, matches: now.matches, isRunning: true }));
    source.addEventListener("matches", (event) => {
      matches = [...matches, ...(parseMessage(FoundMatches, String(event.data))?.items ?? [])];
      if (timer === undefined) timer = setTimeout(draw, drawEachMs);
    });
    source.addEventListener("done", (event) =>
      end({ done: parseMessage(FindDone, String(event.data)) ?? null }),
    );
    // The browser would ask again from the beginning and find everything twice.
    source.addEventListener("error", () => {
      source.close();
      void reasonOf(findUrl(rootId, asked)).then((problem) => {
        // Why it failed is told late: another question may have taken its place.
        if (!isOver) draw({ isRunning: false, problem });
      });
    });
    return () => {
      isOver = true;
      clearTimeout(timer);
      source.close();
    };
  }, [rootId, asked, cancelled]);
  return { ...finding, cancel: useCallback(() => setCancelled(asked), [asked]) };
}

/** A stream does not say why it was refused; the same question, asked plainly, does. */
async function reasonOf(url: string): Promise<string> {
  const aborted = new AbortController();
  try {
    const response = await fetch(url, { signal: aborted.signal, headers: { accept: "application/json" } });
    if (response.ok) return "The search was cut off.";
    const body: unknown = await response.json();
    return parseReason(body) ?? `The server answered ${response.status}.`;
  } catch {
    return "The server did not answer.";
  } finally {
    aborted.abort();
  }
}

function parseReason(body: unknown): string | null {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  const message = typeof error === "object" && error !== null && "message" in error ? error.message : null;
  return typeof message === "string" ? message : null;
}
