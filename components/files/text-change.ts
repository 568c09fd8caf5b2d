export interface TextChange {
  range: { startLineNumber: number; startColumn: number; endLineNumber: number; endColumn: number };
  text: string;
}

/**
 * What makes one text of the other: the lines from the first to the last that differ. What is outside of them, cursor
 * and folds with it, stays as it is. Both have at least one line, as every text has.
 */
export function changeBetween(now: readonly string[], next: readonly string[]): TextChange {
  const shorter = Math.min(now.length, next.length);
  let head = 0;
  while (head < shorter && now[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && now.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  const lines = next.slice(head, next.length - tail);
  const endOf = (line: number) => (now[line - 1] ?? "").length + 1;
  const last = now.length - tail;
  if (head === 0 && tail > 0) {
    const range = { startLineNumber: 1, startColumn: 1, endLineNumber: last + 1, endColumn: 1 };
    return { range, text: lines.map((line) => `${line}\n`).join("") };
  }
  const range = {
    startLineNumber: Math.max(1, head),
    startColumn: head === 0 ? 1 : endOf(head),
    endLineNumber: last,
    endColumn: endOf(last),
  };
  return { range, text: head === 0 ? lines.join("\n") : lines.map((line) => `\n${line}`).join("") };
}
