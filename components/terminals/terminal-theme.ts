import type { ITheme } from "@xterm/xterm";
import { readTerminalSettings } from "#components/terminals/terminal-settings.ts";

/** The sixteen colours of programs, in the hues of the product's own diffs and syntax; red is its plum. */
const onDark = {
  black: "#2d3233",
  red: "#e394cd",
  green: "#63cbc2",
  yellow: "#dcc382",
  blue: "#8bbdf0",
  magenta: "#c6a7ec",
  cyan: "#7fcbe0",
  white: "#c8cccd",
  brightBlack: "#868c8e",
  brightRed: "#f2b3e0",
  brightGreen: "#8fe0d9",
  brightYellow: "#efdaa4",
  brightBlue: "#b3d6fb",
  brightMagenta: "#dcc6f8",
  brightCyan: "#a8e0f0",
  brightWhite: "#f3f5f5",
} as const;

const onLight = {
  black: "#1f2526",
  red: "#a3267f",
  green: "#0b6b63",
  yellow: "#775a05",
  blue: "#215fae",
  magenta: "#7440ac",
  cyan: "#0a677f",
  white: "#596163",
  brightBlack: "#6b7375",
  brightRed: "#b8398f",
  brightGreen: "#0f7f75",
  brightYellow: "#8a6a0c",
  brightBlue: "#2f73c9",
  brightMagenta: "#8a52c6",
  brightCyan: "#127c97",
  brightWhite: "#2d3334",
} as const;

/** Decorations take these six-digit forms only. */
export const searchColours = (isDark: boolean) =>
  isDark
    ? {
        matchBackground: "#4a4423",
        matchOverviewRuler: "#dcc382",
        activeMatchBackground: "#8a7526",
        activeMatchColorOverviewRuler: "#f3f5f5",
      }
    : {
        matchBackground: "#f4e7b8",
        matchOverviewRuler: "#8a6a0c",
        activeMatchBackground: "#e3c65e",
        activeMatchColorOverviewRuler: "#1f2526",
      };

export const isTerminalDark = (): boolean =>
  readTerminalSettings().colours === "dark" || document.documentElement.classList.contains("dark");

/** The colours as the tokens of the place it stands in have them now. */
export function readTheme(place: Element): ITheme {
  const style = getComputedStyle(place);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const [background, foreground] = [token("--terminal"), token("--terminal-foreground")];
  const isDark = isTerminalDark();
  const slider = isDark ? "#ffffff" : "#000000";
  return {
    ...(isDark ? onDark : onLight),
    background,
    foreground,
    cursor: foreground,
    cursorAccent: background,
    overviewRulerBorder: background,
    selectionBackground: isDark ? "#5fb3ae59" : "#2a8f8840",
    scrollbarSliderBackground: `${slider}26`,
    scrollbarSliderHoverBackground: `${slider}40`,
    scrollbarSliderActiveBackground: `${slider}59`,
  };
}

/** Geist Mono as the page loads it, with what every system has behind it. */
export function readFontFamily(): string {
  const geist = getComputedStyle(document.documentElement).getPropertyValue("--font-geist-mono").trim();
  return [geist, "ui-monospace", "Menlo", "Consolas", "monospace"].filter((name) => name !== "").join(", ");
}
