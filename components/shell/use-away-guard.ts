"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { followedLink } from "#lib/client/followed-link.ts";
import { useLiveStatus } from "#lib/client/live-context.ts";
import { isServerThere } from "#lib/client/server-there.ts";

/**
 * While the server is away, a link would lead out of the console to the browser's own error page, and what had been typed
 * would be gone. So the server is asked first; where it does not answer, the page stays and says so.
 */
export function useAwayGuard(): void {
  const { state } = useLiveStatus();
  const router = useRouter();
  useEffect(() => {
    if (state !== "reconnecting") return;
    const onClick = (event: MouseEvent) => {
      const href = event.defaultPrevented ? null : followedLink(event);
      if (href === null) return;
      // Before React hears of it: a link of Next leaves alone what was taken already.
      event.preventDefault();
      void isServerThere().then((isThere) => {
        if (isThere) router.push(href);
      });
    };
    document.addEventListener("click", onClick, { capture: true });
    return () => document.removeEventListener("click", onClick, { capture: true });
  }, [state, router]);
}
