"use client";

import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import type { Change, LiveStatus } from "#lib/client/live-messages.ts";
import { connecting, type LiveUpdates } from "#lib/client/live-updates.ts";

export const LiveContext = createContext<LiveUpdates | null>(null);

const never = () => () => undefined;

/** How the event stream does, and a way to try again at once. */
export function useLiveStatus(): LiveStatus & { retry: () => void } {
  const live = useContext(LiveContext);
  const status = useSyncExternalStore(
    live?.subscribe ?? never,
    live?.status ?? (() => connecting),
    () => connecting,
  );
  return { ...status, retry: () => live?.retry() };
}

/** Hears every change while the view is shown. Memoise the hearer. */
export function useChanges(hearer: (change: Change) => void): void {
  const live = useContext(LiveContext);
  useEffect(() => live?.hear(hearer), [live, hearer]);
}
