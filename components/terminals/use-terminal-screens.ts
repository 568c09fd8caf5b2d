"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { toast } from "sonner";
import { writeToClipboard } from "#components/shared/copy-button.tsx";
import type { ScreenState, TerminalScreen } from "#components/terminals/screen-shape.ts";
import { tellCopied } from "#components/terminals/tell-copied.ts";
import { createTerminalScreens, type TerminalScreens } from "#components/terminals/terminal-screens.ts";

interface ScreenKeys {
  onSearch(): void;
  /** The way out for who uses the keyboard alone: the terminal takes Tab for itself. */
  onLeave(): void;
}

/** The screens of this page; null until it runs in the browser. They are closed with the page. */
export function useTerminalScreens(keys: ScreenKeys): TerminalScreens | null {
  const [screens, setScreens] = useState<TerminalScreens | null>(null);
  const client = useQueryClient();
  const latest = useRef(keys);
  latest.current = keys;

  useEffect(() => {
    const created = createTerminalScreens((id) => ({
      onCopy: tellCopied,
      onEnded(code) {
        if (code !== null && code !== 0) toast(`The shell ended with code ${code}`);
        created.close(id);
        void client.invalidateQueries({ queryKey: ["terminals"] });
      },
      onKey: (event, selection) => takeKey(event, selection, latest.current),
    }));
    setScreens(created);
    return () => {
      setScreens(null);
      created.closeAll();
    };
  }, [client]);
  return screens;
}

/** False for the keys that are the page's: copy, search, leave. Paste is the browser's own, with its own consent. */
function takeKey(event: KeyboardEvent, selection: string, keys: ScreenKeys): boolean {
  if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return true;
  if (event.code === "KeyV") return false;
  const action = actionOf(event.code, selection, keys);
  if (action === null) return true;
  if (event.type === "keydown") {
    event.preventDefault();
    action();
  }
  return false;
}

function actionOf(code: string, selection: string, keys: ScreenKeys): (() => void) | null {
  if (code === "KeyC") return () => void (selection !== "" && writeToClipboard(selection));
  if (code === "KeyF") return keys.onSearch;
  return code === "ArrowUp" ? keys.onLeave : null;
}

const connecting: ScreenState = {
  phase: { state: "connecting" },
  title: "",
  refusals: 0,
  isControlArmed: false,
  matches: null,
};
const never = () => () => undefined;

export const useScreenState = (screen: TerminalScreen | null): ScreenState =>
  useSyncExternalStore(screen?.subscribe ?? never, screen?.state ?? (() => connecting), () => connecting);
