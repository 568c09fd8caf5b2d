const escapeByte = 0x1b;
/** DEC private modes that tmux keeps but does not tell: focus events and bracketed paste. */
const trackedModes = ["1004", "2004"] as const;
const sequences = trackedModes.flatMap((mode) => [
  { mode, isOn: true, bytes: Buffer.from(`\x1b[?${mode}h`) },
  { mode, isOn: false, bytes: Buffer.from(`\x1b[?${mode}l`) },
]);
/** The longest start of a sequence that a chunk can end in. */
const tailBytesMax = 64;

export interface ModeTracker {
  read(bytes: Buffer): void;
  /** What brings a fresh screen into these modes, then the start of a sequence or character that the output is in. */
  restore(): Buffer;
}

/** Follows in the stream what a snapshot of tmux does not hold. */
export function createModeTracker(): ModeTracker {
  const isOn = new Map<string, boolean>();
  let tail: Buffer = Buffer.alloc(0);
  return {
    read(bytes) {
      // A sequence may lie across two chunks; short chunks are typing, so joining them is cheap.
      const joined = tail.length === 0 ? bytes : Buffer.concat([tail, bytes]);
      const latest = new Map<string, number>();
      for (const { mode, isOn: value, bytes: sequence } of sequences) {
        const at = joined.lastIndexOf(sequence);
        if (at < (latest.get(mode) ?? 0)) continue;
        latest.set(mode, at);
        isOn.set(mode, value);
      }
      tail = unfinished(joined);
    },
    restore() {
      const modes = [...isOn].filter(([, value]) => value).map(([mode]) => `\x1b[?${mode}h`);
      return Buffer.concat([Buffer.from(modes.join("")), tail]);
    },
  };
}

/** The end of the output that is only the start of an escape sequence or of a UTF-8 character; a copy. */
function unfinished(bytes: Buffer): Buffer {
  const end = bytes.subarray(Math.max(0, bytes.length - tailBytesMax));
  const at = end.lastIndexOf(escapeByte);
  if (at >= 0) {
    const sequence = end.toString("latin1", at + 1);
    if (/^(?:\[[0-?]*[ -/]*|[ -/]*)$/.test(sequence)) return Buffer.from(end.subarray(at));
  }
  for (let back = 1; back <= Math.min(3, end.length); back += 1) {
    const byte = end[end.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? Buffer.from(end.subarray(end.length - back)) : Buffer.alloc(0);
  }
  return Buffer.alloc(0);
}
