"use client";

import { useSyncExternalStore } from "react";
import { z } from "zod";

const storageKey = "lockkeeper-terminal";
export const fontSizeMinPx = 9;
export const fontSizeMaxPx = 24;
const fontSizeUsualPx = 13;

const Settings = z.object({
  fontSizePx: z.number().int().min(fontSizeMinPx).max(fontSizeMaxPx).catch(fontSizeUsualPx),
  /** Keeps a text of the screen for people who hear it. */
  isSpoken: z.boolean().catch(false),
  /** What is selected is on the clipboard. */
  copiesSelection: z.boolean().catch(true),
  /** `app`: light where the app is light. */
  colours: z.enum(["app", "dark"]).catch("app"),
});
export type TerminalSettings = z.infer<typeof Settings>;

const listeners = new Set<() => void>();
let current: TerminalSettings | null = null;
const initial = Settings.parse({});

export function readTerminalSettings(): TerminalSettings {
  current ??= readStored();
  return current;
}

export function changeTerminalSettings(change: Partial<TerminalSettings>): void {
  const next = { ...readTerminalSettings(), ...change };
  next.fontSizePx = Math.min(fontSizeMaxPx, Math.max(fontSizeMinPx, next.fontSizePx));
  current = next;
  try {
    localStorage.setItem(storageKey, JSON.stringify(next));
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** The keys of a browser's own zoom, for the terminal alone. True where the key was one. */
export function takeZoomKey(event: KeyboardEvent): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
  const steps: Partial<Record<string, number>> = { "+": 1, "=": 1, "-": -1, _: -1, "0": 0 };
  const step = steps[event.key];
  if (step === undefined) return false;
  event.preventDefault();
  if (event.type !== "keydown") return true;
  const fontSizePx = step === 0 ? fontSizeUsualPx : readTerminalSettings().fontSizePx + step;
  changeTerminalSettings({ fontSizePx });
  return true;
}

export function subscribeToTerminalSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTerminalSettings = (): TerminalSettings =>
  useSyncExternalStore(subscribeToTerminalSettings, readTerminalSettings, () => initial);

function readStored(): TerminalSettings {
  try {
    return Settings.parse(JSON.parse(localStorage.getItem(storageKey) ?? "{}"));
  } catch {
    return initial;
  }
}
