"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { toast } from "sonner";
import { useLiveStatus } from "#lib/client/live-context.ts";

const answerMs = 2000;

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
      const link = linkOf(event);
      if (!link) return;
      // Before React hears of it: a link of Next leaves alone what was taken already.
      event.preventDefault();
      void isAnswering().then((isThere) => {
        if (isThere) router.push(link.pathname + link.search + link.hash);
        else
          toast.error("The server does not answer", {
            description: "This page stays. Try again when it is back.",
          });
      });
    };
    document.addEventListener("click", onClick, { capture: true });
    return () => document.removeEventListener("click", onClick, { capture: true });
  }, [state, router]);
}

/** The link to another page of the console that a plain click, or Enter, would follow. */
function linkOf(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link?.href || link.origin !== location.origin || link.target !== "") return null;
  // Files that are fetched are no pages.
  if (link.hasAttribute("download") || link.pathname.startsWith("/api/")) return null;
  const isHere = link.pathname === location.pathname && link.search === location.search;
  return isHere ? null : link;
}

const isAnswering = (): Promise<boolean> =>
  fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(answerMs) }).then(
    (response) => response.ok,
    () => false,
  );
