"use client";

import { useMedia } from "#lib/client/use-media.ts";

/** True on a phone and wherever fingers point: there no right click opens a menu, and not every browser takes a long press for one. */
export const useIsTouched = (): boolean => useMedia("(max-width: 767px), (pointer: coarse)");
