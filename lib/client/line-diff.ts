export interface DiffedLine {
  change: "same" | "added" | "removed";
  text: string;
}

/** Beyond so many pairs of lines the middle is told as removed and added: it would take too long to be found out. */
const pairsMax = 4_000_000;

/** What became of a text, line by line, by their longest common subsequence. */
export function diffLines(before: string, after: string): DiffedLine[] {
  const old = before === "" ? [] : before.split("\n");
  const now = after === "" ? [] : after.split("\n");
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  const least = Math.min(old.length, now.length) - head;
  while (tail < least && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  return [
    ...told("same", old.slice(0, head)),
    ...diffMiddle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...told("same", old.slice(old.length - tail)),
  ];
}

const told = (change: DiffedLine["change"], lines: readonly string[]): DiffedLine[] =>
  lines.map((text) => ({ change, text }));

function diffMiddle(old: readonly string[], now: readonly string[]): DiffedLine[] {
  if (old.length === 0 || now.length === 0 || old.length * now.length > pairsMax) {
    return [...told("removed", old), ...told("added", now)];
  }
  const width = now.length + 1;
  // How many lines the texts behind each pair of places have in common.
  const common = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffedLine[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length && column < now.length) {
    if (old[row] === now[column]) {
      lines.push({ change: "same", text: old[row] ?? "" });
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      lines.push({ change: "removed", text: old[row] ?? "" });
      row += 1;
    } else {
      lines.push({ change: "added", text: now[column] ?? "" });
      column += 1;
    }
  }
  return [...lines, ...told("removed", old.slice(row)), ...told("added", now.slice(column))];
}
