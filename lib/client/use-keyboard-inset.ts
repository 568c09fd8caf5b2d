"use client";

import { useSyncExternalStore } from "react";

/** Less is a browser's own bar that comes and goes. */
const keyboardMinPx = 120;

const subscribe = (listener: () => void): (() => void) => {
  const view = window.visualViewport;
  view?.addEventListener("resize", listener);
  view?.addEventListener("scroll", listener);
  return () => {
    view?.removeEventListener("resize", listener);
    view?.removeEventListener("scroll", listener);
  };
};

function readInset(): number {
  const view = window.visualViewport;
  // Zoomed in, the view is smaller for another reason.
  if (!view || view.scale > 1.05) return 0;
  const hiddenPx = Math.round(window.innerHeight - view.height - view.offsetTop);
  return hiddenPx > keyboardMinPx ? hiddenPx : 0;
}

/** How much of the page's foot a keyboard on the screen covers, in px, where the browser does not make room itself. */
export const useKeyboardInset = (): number => useSyncExternalStore(subscribe, readInset, () => 0);
