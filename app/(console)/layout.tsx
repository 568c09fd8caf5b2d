import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { signOut } from "#app/(auth)/sign-out.ts";
import { runCommand } from "#app/actions.ts";
import { AppShell } from "#components/shell/app-shell.tsx";
import { Providers } from "#components/shell/providers.tsx";
import { productVersion } from "#lib/kernel/version.ts";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

/** Everything behind the sign-in. Each verb authorizes itself; this only shows strangers the way. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return (
    <Providers runCommand={runCommand}>
      <AppShell user={session.user} version={productVersion} signOut={signOut}>
        {children}
      </AppShell>
    </Providers>
  );
}
