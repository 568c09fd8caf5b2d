import type { ITheme } from "@xterm/xterm";

/** The sixteen colours of programs, in the hues of the product's own diffs and syntax; red is its plum. */
const ansi = {
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

export const searchColours = {
  matchBackground: "#4a4423",
  matchOverviewRuler: "#dcc382",
  activeMatchBackground: "#8a7526",
  activeMatchColorOverviewRuler: "#f3f5f5",
} as const;

/** The colours as the page's tokens have them now. */
export function readTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const [background, foreground] = [token("--terminal"), token("--terminal-foreground")];
  return {
    ...ansi,
    background,
    foreground,
    cursor: foreground,
    cursorAccent: background,
    overviewRulerBorder: background,
    selectionBackground: "#5fb3ae59",
    scrollbarSliderBackground: "#ffffff26",
    scrollbarSliderHoverBackground: "#ffffff40",
    scrollbarSliderActiveBackground: "#ffffff59",
  };
}

/** Geist Mono as the page loads it, with what every system has behind it. */
export function readFontFamily(): string {
  const geist = getComputedStyle(document.documentElement).getPropertyValue("--font-geist-mono").trim();
  return [geist, "ui-monospace", "Menlo", "Consolas", "monospace"].filter((name) => name !== "").join(", ");
}
