"use client";

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { firstState, type ScreenState, type TerminalScreen } from "#components/terminals/screen-shape.ts";
import { copySelection, tellCopied } from "#components/terminals/tell-copied.ts";
import { createTerminalScreens, type TerminalScreens } from "#components/terminals/terminal-screens.ts";
import type { FileLink } from "#lib/client/terminal-links.ts";

/** What the page does for a terminal. */
export interface ScreenOwner {
  onEnded(id: string, code: number | null): void;
  onOpenFile(id: string, link: FileLink): void;
  onRiskyPaste(id: string, text: string, lines: number): void;
  /** False where the page takes the key for itself. */
  onKey(event: KeyboardEvent): boolean;
}

/** The screens of this page; null until it runs in the browser. They are closed with the page. */
export function useTerminalScreens(owner: ScreenOwner): TerminalScreens | null {
  const [screens, setScreens] = useState<TerminalScreens | null>(null);
  const latest = useRef(owner);
  latest.current = owner;

  useEffect(() => {
    const created = createTerminalScreens((id) => ({
      onCopy: copySelection,
      onProgramCopy: tellCopied,
      onEnded: (code) => latest.current.onEnded(id, code),
      onOpenFile: (link) => latest.current.onOpenFile(id, link),
      onRiskyPaste: (text, lines) => latest.current.onRiskyPaste(id, text, lines),
      onKey: (event) => latest.current.onKey(event),
    }));
    setScreens(created);
    return () => {
      setScreens(null);
      created.closeAll();
    };
  }, []);
  return screens;
}

const never = () => () => undefined;

export const useScreenState = (screen: TerminalScreen | null): ScreenState =>
  useSyncExternalStore(screen?.subscribe ?? never, screen?.state ?? (() => firstState), () => firstState);
