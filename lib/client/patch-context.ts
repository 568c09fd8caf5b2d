import type { PatchHunk, PatchLine } from "#lib/client/patch.ts";

const contextLinesOfGit = 3;

/**
 * How many lines of a file a patch leaves out: before each hunk, and behind the last. Without the file it is not known how many
 * follow the last one: infinitely many where it ends with as much context as git gives, none where it ends with less.
 */
export function gapsOf(hunks: readonly PatchHunk[], lineCount: number | null): number[] {
  let end = 1;
  const gaps = hunks.map((hunk) => {
    const gap = Math.max(0, hunk.newStart - end);
    end = hunk.newStart + hunk.lines.filter((line) => line.kind !== "removed").length;
    return gap;
  });
  if (lineCount !== null) return [...gaps, Math.max(0, lineCount - end + 1)];
  const mayGoOn = hunks
    .at(-1)
    ?.lines.slice(-contextLinesOfGit)
    .every(({ kind }) => kind === "context");
  return [...gaps, mayGoOn ? Number.POSITIVE_INFINITY : 0];
}

/**
 * The hunks with some of the lines around them: `shown[n]` lines straight above the hunk n, the last number behind the last one.
 * Such lines are the same on both sides, so the new side's text is enough.
 */
export function withContext(
  hunks: readonly PatchHunk[],
  text: readonly string[],
  shown: readonly number[],
): PatchHunk[] {
  return hunks.map((hunk, index) => {
    const shift = hunk.oldStart - hunk.newStart;
    const above = shown[index] ?? 0;
    const before = contextLines(text, hunk.newStart - above, above, shift);
    const last = hunk.lines.findLast((line) => line.newLine !== null)?.newLine ?? hunk.newStart - 1;
    const lastOld = hunk.lines.findLast((line) => line.oldLine !== null)?.oldLine ?? hunk.oldStart - 1;
    const below = index === hunks.length - 1 ? (shown[hunks.length] ?? 0) : 0;
    return {
      ...hunk,
      lines: [...before, ...hunk.lines, ...contextLines(text, last + 1, below, lastOld - last)],
    };
  });
}

function contextLines(text: readonly string[], first: number, count: number, shift: number): PatchLine[] {
  return Array.from({ length: Math.max(0, count) }, (_, offset) => ({
    kind: "context",
    oldLine: first + offset + shift,
    newLine: first + offset,
    text: text[first + offset - 1] ?? "",
    index: -1,
    changed: [],
  }));
}
