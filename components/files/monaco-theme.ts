"use client";

import type { Monaco } from "#components/files/load-monaco.ts";

/** The editor's colours, from the tokens of the page; it only knows hexadecimal ones. */
export function applyTheme(monaco: typeof Monaco, isDark: boolean): void {
  const token = createTokenReader();
  const name = isDark ? "lockkeeper-dark" : "lockkeeper-light";
  const plain = (variable: string) => token(variable).slice(1);
  monaco.editor.defineTheme(name, {
    base: isDark ? "vs-dark" : "vs",
    inherit: true,
    rules: [
      { token: "", foreground: plain("--foreground") },
      ...["keyword", "tag", "storage", "operator.sql"].map((kind) => rule(kind, plain("--syntax-keyword"))),
      ...["string", "regexp", "attribute.value", "string.value.json"].map((kind) =>
        rule(kind, plain("--syntax-string")),
      ),
      ...["type", "function", "attribute.name", "predefined", "key", "string.key.json"].map((kind) =>
        rule(kind, plain("--syntax-function")),
      ),
      ...["number", "constant", "annotation", "metatag"].map((kind) => rule(kind, plain("--syntax-number"))),
      rule("comment", plain("--syntax-comment")),
      rule("delimiter", plain("--foreground")),
      rule("identifier", plain("--foreground")),
    ],
    colors: {
      "editor.background": token("--background"),
      "editor.foreground": token("--foreground"),
      "editorLineNumber.foreground": token("--subtle-foreground"),
      "editorLineNumber.activeForeground": token("--foreground"),
      "editor.lineHighlightBackground": token("--muted"),
      "editor.lineHighlightBorder": "#00000000",
      "editorCursor.foreground": token("--foreground"),
      "editor.selectionBackground": `${token("--ring")}40`,
      "editor.inactiveSelectionBackground": `${token("--ring")}26`,
      "editorIndentGuide.background1": token("--border"),
      "editorIndentGuide.activeBackground1": token("--border-strong"),
      "editorGutter.background": token("--background"),
      "editorWidget.background": token("--popover"),
      "editorWidget.border": token("--border-strong"),
      "editorStickyScroll.background": token("--background"),
      "editorOverviewRuler.border": "#00000000",
      "diffEditor.insertedTextBackground": `${token("--diff-added-strong")}80`,
      "diffEditor.removedTextBackground": `${token("--diff-removed-strong")}80`,
      "diffEditor.insertedLineBackground": token("--diff-added"),
      "diffEditor.removedLineBackground": token("--diff-removed"),
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((depth) => [
          `editorBracketHighlight.foreground${depth}`,
          token("--foreground"),
        ]),
      ),
      focusBorder: token("--ring"),
      "scrollbar.shadow": "#00000000",
    },
  });
  monaco.editor.setTheme(name);
}

const rule = (token: string, foreground: string) => ({ token, foreground });

/** `--muted` → `#f4f5f5`, through a canvas: it turns any colour that CSS knows into bytes. */
function createTokenReader(): (variable: string) => string {
  const style = getComputedStyle(document.documentElement);
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (variable) => {
    if (!context) return "#808080";
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = style.getPropertyValue(variable).trim();
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  };
}
