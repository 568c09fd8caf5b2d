"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import type { LiveStatus } from "#lib/client/live-messages.ts";
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
