import type { ReplyBlock } from "./control-stream.ts";

/** History in a snapshot; the rest of tmux's 50,000 lines stays in tmux. */
export const snapshotLinesMax = 5000;
const snapshotBytesMax = 1024 * 1024;

const factNames = [
  "alternate_on",
  "cursor_x",
  "cursor_y",
  "alternate_saved_x",
  "alternate_saved_y",
  "cursor_flag",
  "insert_flag",
  "keypad_cursor_flag",
  "keypad_flag",
  "mouse_standard_flag",
  "mouse_button_flag",
  "mouse_all_flag",
  "mouse_sgr_flag",
  "wrap_flag",
  "origin_flag",
  "scroll_region_upper",
  "scroll_region_lower",
  "pane_height",
] as const;
type Facts = Record<(typeof factNames)[number], number>;

/** To be sent as one line: tmux then reads no output in between, and all describe one moment. */
export function screenCommands(pane: string): string[][] {
  const capture = ["capture-pane", "-p", "-e", "-J", "-t", pane];
  return [
    ["display-message", "-p", "-t", pane, factNames.map((name) => `#{${name}}`).join(" ")],
    [...capture, "-S", `-${snapshotLinesMax}`],
    capture,
    [...capture, "-a", "-q"],
  ];
}

/**
 * Bytes that draw the screen anew on an xterm of the same size: full reset, history, screen, the alternate screen
 * where one is on, modes, cursor. `trailer` comes last: what continues the stream.
 */
export function toSnapshot(blocks: ReplyBlock[], trailer: Buffer): Buffer {
  const [factLines = [], all = [], visible = [], saved = []] = blocks.map(({ lines }) => lines);
  const facts = toFacts(factLines[0]?.toString() ?? "");
  const isAlternate = facts.alternate_on === 1;
  const main = isAlternate ? [...withoutEnd(all, visible), ...saved] : all;
  const parts = [Buffer.from("\x1bc"), joined(cut(main))];
  if (isAlternate) {
    const at = position(facts.alternate_saved_x, facts.alternate_saved_y);
    // 1049 saves the cursor, so that leaving the alternate screen puts it where it was.
    parts.push(Buffer.from(`\x1b[m${at}\x1b[?1049h\x1b[H`), joined(visible));
  }
  // In origin mode positions count from the region's top.
  const row = facts.cursor_y - (facts.origin_flag ? facts.scroll_region_upper : 0);
  parts.push(Buffer.from(`\x1b[m${modes(facts)}${position(facts.cursor_x, row)}`), trailer);
  return Buffer.concat(parts);
}

function toFacts(line: string): Facts {
  const values = line.split(" ").map(Number);
  return Object.fromEntries(factNames.map((name, index) => [name, values[index] ?? 0])) as Facts;
}

/** The captured history ends in the visible screen; a line wrapped across their border counts as history. */
function withoutEnd(all: Buffer[], visible: Buffer[]): Buffer[] {
  return all.slice(0, Math.max(0, all.length - visible.length));
}

/** Only the newest lines where all together are too much: a viewer's backlog is bounded by this. */
function cut(lines: Buffer[]): Buffer[] {
  let bytes = 0;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    bytes += (lines[index]?.length ?? 0) + 2;
    if (bytes > snapshotBytesMax) return lines.slice(index + 1);
  }
  return lines;
}

function joined(lines: Buffer[]): Buffer {
  const newline = Buffer.from("\r\n");
  return Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [newline, line])));
}

const position = (x: number, y: number): string => `\x1b[${y + 1};${x + 1}H`;

function modes(facts: Facts): string {
  const isRegion = facts.scroll_region_upper > 0 || facts.scroll_region_lower < facts.pane_height - 1;
  return [
    isRegion ? `\x1b[${facts.scroll_region_upper + 1};${facts.scroll_region_lower + 1}r` : "",
    facts.keypad_cursor_flag ? "\x1b[?1h" : "",
    facts.keypad_flag ? "\x1b=" : "",
    facts.insert_flag ? "\x1b[4h" : "",
    facts.wrap_flag ? "" : "\x1b[?7l",
    facts.mouse_standard_flag ? "\x1b[?1000h" : "",
    facts.mouse_button_flag ? "\x1b[?1002h" : "",
    facts.mouse_all_flag ? "\x1b[?1003h" : "",
    facts.mouse_sgr_flag ? "\x1b[?1006h" : "",
    facts.cursor_flag ? "" : "\x1b[?25l",
    facts.origin_flag ? "\x1b[?6h" : "",
  ].join("");
}
