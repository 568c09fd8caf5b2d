"use client";

import { useMedia } from "#lib/client/use-media.ts";

/** True where a list and what is chosen in it stand side by side; false until the browser has said so. */
export const useIsWide = (): boolean => useMedia("(min-width: 768px)");
