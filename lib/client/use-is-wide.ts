"use client";

import { useSyncExternalStore } from "react";

const wide = "(min-width: 768px)";

const subscribe = (listener: () => void): (() => void) => {
  const media = matchMedia(wide);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
};

/** True where a list and what is chosen in it stand side by side; false until the browser has said so. */
export const useIsWide = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => matchMedia(wide).matches,
    () => false,
  );
