"use client";

import { useEffect, useState } from "react";
import type { TerminalScreen } from "#components/terminals/screen-shape.ts";
import type { TerminalScreens } from "#components/terminals/terminal-screens.ts";

/** The screen that is typed into; null while it is being made. */
export function useFocusedScreen(screens: TerminalScreens | null, id: string | null): TerminalScreen | null {
  const [screen, setScreen] = useState<TerminalScreen | null>(null);
  useEffect(() => {
    let isWanted = true;
    setScreen(id === null ? null : (screens?.find(id) ?? null));
    if (screens !== null && id !== null) {
      screens.open(id).then(
        (opened) => isWanted && setScreen(opened),
        () => undefined, // The pane says so.
      );
    }
    return () => {
      isWanted = false;
    };
  }, [screens, id]);
  return screen;
}
