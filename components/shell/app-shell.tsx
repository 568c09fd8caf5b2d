"use client";

import { type ReactNode, useState } from "react";
import { BreakGlassBanner } from "#components/approvals/break-glass-banner.tsx";
import { ConnectionBanner } from "#components/shell/connection-banner.tsx";
import { Sidebar } from "#components/shell/sidebar.tsx";
import { Topbar } from "#components/shell/topbar.tsx";
import { useAwayGuard } from "#components/shell/use-away-guard.ts";
import type { ShellUser } from "#components/shell/user-menu.tsx";
import { ActionContext, createActionRegistry } from "#lib/client/command-actions.ts";
import { PersonContext } from "#lib/client/person.ts";

export interface AppShellProps {
  user: ShellUser;
  /** Without the v. */
  version: string;
  signOut: () => Promise<void>;
  children: ReactNode;
}

/** The frame of the console. A page fills the rest: a column that does not scroll by itself (see `PageBody`). */
export function AppShell({ user, version, signOut, children }: AppShellProps) {
  const [registry] = useState(createActionRegistry);
  useAwayGuard();
  return (
    <PersonContext value={user}>
      <ActionContext value={registry}>
        <a
          href="#main"
          className="-translate-y-20 absolute top-2 left-2 z-50 rounded-md bg-attention px-3 py-2 text-attention-foreground focus:translate-y-0"
        >
          Skip to the content
        </a>
        <div data-slot="app-shell" className="flex h-dvh overflow-hidden">
          <Sidebar version={version} />
          <div className="flex min-w-0 flex-1 flex-col">
            <Topbar user={user} version={version} signOut={signOut} />
            <ConnectionBanner />
            <BreakGlassBanner />
            <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
              {children}
            </main>
          </div>
        </div>
      </ActionContext>
    </PersonContext>
  );
}
