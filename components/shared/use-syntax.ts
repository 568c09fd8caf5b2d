"use client";

import { useEffect, useState } from "react";
import { loadMonaco } from "#components/files/load-monaco.ts";
import type { PatchHunk, PatchLine } from "#lib/client/patch.ts";

/** A piece of a line, from `offset` to the next one. */
export interface SyntaxToken {
  offset: number;
  className: string;
}

/** The pieces of a line, or null where nothing is known of it. */
export type Syntax = (line: PatchLine) => readonly SyntaxToken[] | null;

/** Beyond this, reading the colours would hold the page up. */
const linesMax = 5000;

const classes: readonly (readonly [RegExp, string])[] = [
  [/^comment/, "text-syntax-comment"],
  [/^(string|regexp|attribute\.value)/, "text-syntax-string"],
  [/^(keyword|tag|storage|metatag)/, "text-syntax-keyword"],
  [/^(number|constant|annotation)/, "text-syntax-number"],
  [/^(type|function|attribute\.name|predefined|key)/, "text-syntax-function"],
];

/**
 * The colours of a patch's lines, from the editor's own languages; null until they are there, and where none fits. Each hunk is
 * read twice, as it was and as it is, because a line may open a comment that only one side has.
 */
export function useSyntax(path: string, hunks: readonly PatchHunk[]): Syntax | null {
  const [syntax, setSyntax] = useState<Syntax | null>(null);
  useEffect(() => {
    let isGone = false;
    setSyntax(null);
    const count = hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
    if (count === 0 || count > linesMax) return;
    readSyntax(path, hunks).then(
      (found) => !isGone && setSyntax(() => found),
      // Without colours it can be read all the same.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [path, hunks]);
  return syntax;
}

async function readSyntax(path: string, hunks: readonly PatchHunk[]): Promise<Syntax | null> {
  const monaco = await loadMonaco();
  const name = path.slice(path.lastIndexOf("/") + 1);
  const language = monaco.languages
    .getLanguages()
    .find(
      ({ extensions, filenames }) =>
        filenames?.includes(name) || extensions?.some((extension) => name.endsWith(extension)),
    );
  if (!language) return null;
  // The language itself is loaded by its first use.
  await monaco.editor.colorize("", language.id, {});
  const byLine = new Map<PatchLine, readonly SyntaxToken[]>();
  for (const { lines } of hunks) {
    for (const side of ["removed", "added"] as const) {
      const own = lines.filter(({ kind }) => kind === side || kind === "context");
      const tokens = monaco.editor.tokenize(own.map(({ text }) => text).join("\n"), language.id);
      for (const [index, line] of own.entries()) {
        byLine.set(
          line,
          (tokens[index] ?? []).map(({ offset, type }) => ({ offset, className: classOf(type) })),
        );
      }
    }
  }
  return (line) => byLine.get(line) ?? null;
}

const classOf = (type: string): string => classes.find(([pattern]) => pattern.test(type))?.[1] ?? "";
