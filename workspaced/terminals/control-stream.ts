const newline = 0x0a;
const space = 0x20;
const percent = 0x25;
const backslash = 0x5c;
const letterE = 0x65;
const letterO = 0x6f;
const zero = 0x30;

/** A command's answer: the lines between %begin and %end (or %error). */
export interface ReplyBlock {
  /** False for answers to commands that were not sent by us, such as hooks. */
  isOurs: boolean;
  isError: boolean;
  lines: Buffer[];
}

export interface ControlEvents {
  /** The buffer is reused after the call. */
  onOutput(bytes: Buffer): void;
  onReply(block: ReplyBlock): void;
  /** Any other line, such as `%pause %0`. */
  onNotification(line: string): void;
}

/**
 * Reads what `tmux -C` prints (tmux(1), CONTROL MODE). Output lines carry the program's bytes with everything below
 * space and the backslash as three octal digits. All output of a chunk is gathered into one event; it is always
 * delivered before a reply or notification that follows it. A session here has one pane, so panes are not told apart.
 */
export function createControlStream(events: ControlEvents): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let scratch = Buffer.allocUnsafe(128 * 1024);
  let block: (ReplyBlock & { tail: string }) | null = null;

  const handleLine = (line: Buffer) => {
    if (block !== null) {
      const end = block;
      const text = line[0] === percent && line.length < 100 ? line.toString() : "";
      if (text !== `%end ${end.tail}` && text !== `%error ${end.tail}`) {
        end.lines.push(Buffer.from(line));
        return;
      }
      block = null;
      events.onReply({ isOurs: end.isOurs, isError: text.startsWith("%error"), lines: end.lines });
      return;
    }
    const text = line.toString();
    if (text.startsWith("%begin ")) {
      const tail = text.slice("%begin ".length);
      block = { isOurs: tail.endsWith(" 1"), isError: false, lines: [], tail };
    } else {
      events.onNotification(text);
    }
  };

  return (chunk) => {
    const data: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (scratch.length < data.length) scratch = Buffer.allocUnsafe(data.length * 2);
    let used = 0;
    let start = 0;
    for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline, start)) {
      const outputAt = block === null ? outputStart(data, start) : -1;
      if (outputAt >= 0) {
        used = unescapeInto(scratch, used, data, outputAt, end);
      } else {
        if (used > 0) events.onOutput(scratch.subarray(0, used));
        used = 0;
        handleLine(data.subarray(start, end));
      }
      start = end + 1;
    }
    if (used > 0) events.onOutput(scratch.subarray(0, used));
    rest = data.subarray(start);
  };
}

/** Where the bytes of `%output %0 …` or `%extended-output %0 12 : …` begin; -1 for any other line. */
function outputStart(data: Buffer, start: number): number {
  if (data[start] !== percent) return -1;
  const letter = data[start + 1];
  if (letter === letterO && data.toString("latin1", start, start + 8) === "%output ") {
    return data.indexOf(space, start + 8) + 1;
  }
  if (letter === letterE && data.toString("latin1", start, start + 17) === "%extended-output ") {
    return data.indexOf(" : ", start + 17) + 3;
  }
  return -1;
}

/** A plain loop: at one escape in every few bytes, searches and slices cost several times as much. */
function unescapeInto(target: Buffer, targetAt: number, data: Buffer, start: number, end: number): number {
  let at = targetAt;
  let index = start;
  while (index < end) {
    const byte = data[index] ?? 0;
    if (byte === backslash) {
      const high = (data[index + 1] ?? zero) - zero;
      const middle = (data[index + 2] ?? zero) - zero;
      target[at] = (high << 6) | (middle << 3) | ((data[index + 3] ?? zero) - zero);
      index += 4;
    } else {
      target[at] = byte;
      index += 1;
    }
    at += 1;
  }
  return at;
}
