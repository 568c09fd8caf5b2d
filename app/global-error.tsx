"use client";

import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import { MessagePage } from "#components/shell/message-page.tsx";
import { Button } from "#components/ui/button.tsx";
import { useTheme } from "#lib/client/theme.ts";
import "./globals.css";

interface GlobalErrorProps {
  error: Error & { digest?: string };
}

/** When even the frame of the pages failed: it brings its own. */
export default function GlobalError({ error }: GlobalErrorProps) {
  const { isDark } = useTheme();
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable} ${isDark ? "dark" : ""}`}
      suppressHydrationWarning
    >
      <body>
        <title>Error · Lockkeeper</title>
        <MessagePage
          title="Lockkeeper could not be shown"
          actions={
            <Button variant="primary" onClick={() => window.location.reload()}>
              Reload
            </Button>
          }
          foot={
            error.digest && (
              <span>
                Error <code>{error.digest}</code>
              </span>
            )
          }
        >
          What was saved stays saved. If a reload does not help, look at the server’s log.
        </MessagePage>
      </body>
    </html>
  );
}
