"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { CommandProvider } from "#components/shell/command-provider.tsx";
import { Toaster } from "#components/ui/toaster.tsx";
import { TooltipProvider } from "#components/ui/tooltip.tsx";
import type { RunCommand } from "#lib/client/command-context.ts";
import { getJson } from "#lib/client/fetcher.ts";
import { createInvalidator } from "#lib/client/invalidate-changed.ts";
import { LeavingContext } from "#lib/client/leaving-context.ts";
import { LiveContext } from "#lib/client/live-context.ts";
import { createLiveUpdates } from "#lib/client/live-updates.ts";
import { createQueryClient } from "#lib/client/query-client.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { useThemeSync } from "#lib/client/theme.ts";
import { Me } from "#lib/modules/people/schema.ts";

interface ProvidersProps {
  /** The server action of `app/actions.ts`. */
  runCommand: RunCommand;
  children: ReactNode;
}

/** What every view of the console stands on: queries, live updates, commands with their dialog, theme, toasts. */
export function Providers({ runCommand, children }: ProvidersProps) {
  useThemeSync();
  const isLeaving = useRef(false);
  const onSignedOut = useCallback(() => {
    const { pathname, search } = window.location;
    if (!isLeaving.current && pathname !== "/sign-in") {
      window.location.assign(
        `/sign-in?${new URLSearchParams({ reason: "expired", next: pathname + search })}`,
      );
    }
  }, []);
  // A page at which nothing is asked would not notice that its session has ended elsewhere.
  const checkSignedIn = useCallback(() => {
    getJson("/api/auth/me", Me).catch((error: unknown) => {
      if (error instanceof RequestError && error.status === 401) onSignedOut();
    });
  }, [onSignedOut]);
  const [client] = useState(() => createQueryClient({ onSignedOut }));
  const [{ live, invalidator }] = useState(() => {
    const changed = createInvalidator(client);
    return {
      invalidator: changed,
      live: createLiveUpdates({
        url: "/api/events",
        onChange: changed.add,
        onReset: changed.reset,
        onRefused: checkSignedIn,
      }),
    };
  });

  useEffect(() => {
    live.start();
    return () => {
      live.stop();
      invalidator.cancel();
    };
  }, [live, invalidator]);

  return (
    <QueryClientProvider client={client}>
      <LeavingContext value={isLeaving}>
        <LiveContext value={live}>
          <TooltipProvider delayDuration={400} skipDelayDuration={200}>
            <CommandProvider runCommand={runCommand} onSignedOut={onSignedOut}>
              {children}
            </CommandProvider>
            <Toaster />
          </TooltipProvider>
        </LiveContext>
      </LeavingContext>
    </QueryClientProvider>
  );
}
