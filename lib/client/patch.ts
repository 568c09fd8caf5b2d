import { differingWords, type Range } from "#lib/client/word-diff.ts";

/** One line of a unified patch; a missing number means the line does not exist on that side. */
export interface PatchLine {
  kind: "context" | "added" | "removed";
  oldLine: number | null;
  newLine: number | null;
  text: string;
  /** Its place within the hunk, as git wrote it; -1 for a line that was added for context. */
  index: number;
  /** The parts that differ from the line it was paired with. */
  changed: readonly Range[];
}

export interface PatchHunk {
  header: string;
  /** What git says the hunk stands in, often a function. */
  context: string;
  oldStart: number;
  newStart: number;
  lines: PatchLine[];
}

export interface SplitRow {
  left: PatchLine | null;
  right: PatchLine | null;
}

const hunkHeader = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/;

/** The hunks of one file's unified patch; lines before the first `@@` are git's own header and left out. */
export function parsePatch(patch: string): PatchHunk[] {
  const hunks: PatchHunk[] = [];
  let oldLine = 0;
  let newLine = 0;
  let index = 0;
  for (const raw of patch.split("\n")) {
    const header = hunkHeader.exec(raw);
    const hunk = hunks.at(-1);
    if (header) {
      oldLine = Number(header[1]);
      newLine = Number(header[2]);
      index = 0;
      hunks.push({
        header: raw.slice(0, raw.length - (header[3] ?? "").length).trim(),
        context: header[3] ?? "",
        oldStart: oldLine,
        newStart: newLine,
        lines: [],
      });
    } else if (hunk) {
      const text = raw.slice(1).replace(/\r$/, "");
      const place = index++;
      if (raw.startsWith("+")) hunk.lines.push(lineOf("added", null, newLine++, text, place));
      else if (raw.startsWith("-")) hunk.lines.push(lineOf("removed", oldLine++, null, text, place));
      else if (raw.startsWith(" ")) hunk.lines.push(lineOf("context", oldLine++, newLine++, text, place));
    }
  }
  for (const hunk of hunks) markChanges(hunk.lines);
  return hunks;
}

const lineOf = (
  kind: PatchLine["kind"],
  oldLine: number | null,
  newLine: number | null,
  text: string,
  index: number,
): PatchLine => ({ kind, oldLine, newLine, text, index, changed: [] });

/** Removed lines on the left, added ones on the right, paired in the order they stand in. */
export function splitRows(lines: readonly PatchLine[]): SplitRow[] {
  return blocksOf(lines).flatMap(({ context, removed, added }) => {
    if (context) return [{ left: context, right: context }];
    const height = Math.max(removed.length, added.length);
    return Array.from({ length: height }, (_, index) => ({
      left: removed[index] ?? null,
      right: added[index] ?? null,
    }));
  });
}

interface Block {
  context: PatchLine | null;
  removed: PatchLine[];
  added: PatchLine[];
}

function blocksOf(lines: readonly PatchLine[]): Block[] {
  const blocks: Block[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    if (line.kind === "context") blocks.push({ context: line, removed: [], added: [] });
    else if (!last || last.context || (line.kind === "removed" && last.added.length > 0)) {
      blocks.push({
        context: null,
        removed: line.kind === "removed" ? [line] : [],
        added: line.kind === "added" ? [line] : [],
      });
    } else last[line.kind].push(line);
  }
  return blocks;
}

/** Marks the differing words where as many lines came as went, which is where line by line makes sense. */
function markChanges(lines: readonly PatchLine[]): void {
  for (const { removed, added } of blocksOf(lines)) {
    if (removed.length !== added.length) continue;
    removed.forEach((before, index) => {
      const after = added[index];
      if (after) markPair(before, after);
    });
  }
}

function markPair(before: PatchLine, after: PatchLine): void {
  const words = differingWords(before.text, after.text);
  if (words === null) return;
  before.changed = words.before;
  after.changed = words.after;
}
