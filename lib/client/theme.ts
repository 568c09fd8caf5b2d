"use client";

import { useCallback, useEffect, useSyncExternalStore } from "react";
import { themeKey } from "./boot-script.ts";

export const themePreferences = ["system", "light", "dark"] as const;
export type ThemePreference = (typeof themePreferences)[number];

const darkQuery = "(prefers-color-scheme: dark)";
const listeners = new Set<() => void>();

function readPreference(): ThemePreference {
  try {
    const stored = localStorage.getItem(themeKey);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

const isDarkNow = (): boolean => {
  const preference = readPreference();
  return preference === "dark" || (preference === "system" && matchMedia(darkQuery).matches);
};

function apply(): void {
  document.documentElement.classList.toggle("dark", isDarkNow());
  for (const listener of listeners) listener();
}

function writePreference(preference: ThemePreference): void {
  try {
    if (preference === "system") localStorage.removeItem(themeKey);
    else localStorage.setItem(themeKey, preference);
  } catch {
    // Storage is forbidden: the choice cannot be kept.
  }
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the system and the other tabs; once in the providers. */
export function useThemeSync(): void {
  useEffect(() => {
    const media = matchMedia(darkQuery);
    const onStorage = (event: StorageEvent) => {
      if (event.key === themeKey) apply();
    };
    media.addEventListener("change", apply);
    window.addEventListener("storage", onStorage);
    return () => {
      media.removeEventListener("change", apply);
      window.removeEventListener("storage", onStorage);
    };
  }, []);
}

interface Theme {
  preference: ThemePreference;
  isDark: boolean;
  setPreference: (preference: ThemePreference) => void;
  toggle: () => void;
}

/** The chosen theme; on the server and while hydrating it reads as system and light. */
export function useTheme(): Theme {
  const preference = useSyncExternalStore<ThemePreference>(subscribe, readPreference, () => "system");
  const isDark = useSyncExternalStore(subscribe, isDarkNow, () => false);
  const toggle = useCallback(() => writePreference(isDarkNow() ? "light" : "dark"), []);
  return { preference, isDark, setPreference: writePreference, toggle };
}
