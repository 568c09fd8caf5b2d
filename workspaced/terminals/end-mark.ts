/**
 * How a shell's end reaches us inside its own output: behind its last byte, in order, with its code. tmux's own signs
 * are no match. One built with utempter often misses that its child ended, and one that notices while a flood is on
 * its way throws the rest of the flood away. So a small wrapper keeps the terminal open until we have read the mark.
 */
const wrapper = [
  "mark=$1",
  "shift",
  '"$@"',
  "code=$?",
  `printf '\\033]7771;%s;%d\\033\\\\' "$mark" "$code"`,
  // Where nobody reads, the pane dies with the code, which tmux keeps.
  "sleep 5",
  'exit "$code"',
].join("; ");

/** The command that runs `shell` and then prints the mark; `mark` is random, so that no file can hold it. */
export const markedCommand = (mark: string, shell: readonly string[]): string[] => [
  "/bin/sh",
  "-c",
  wrapper,
  "sh",
  mark,
  ...shell,
];

/** Reads a stream chunk by chunk and calls back once, with the exit code, when the mark has come. */
export function createMarkFinder(mark: string, onEnd: (code: number) => void): (bytes: Buffer) => void {
  const start = Buffer.from(`\x1b]7771;${mark};`);
  /** The start and up to three digits with what ends them. */
  const lengthMax = start.length + 5;
  let tail: Buffer = Buffer.alloc(0);
  let isFound = false;
  const search = (bytes: Buffer) => {
    const at = bytes.indexOf(start);
    const [, code] = at < 0 ? [] : (/^(\d+)\D/.exec(bytes.toString("latin1", at + start.length)) ?? []);
    if (code === undefined || isFound) return;
    isFound = true;
    onEnd(Number(code));
  };
  return (bytes) => {
    if (isFound) return;
    // The mark may lie across chunks, which is looked for apart, so that no flood is copied for it.
    search(Buffer.concat([tail, bytes.subarray(0, lengthMax)]));
    search(bytes);
    const kept = bytes.length < lengthMax ? Buffer.concat([tail, bytes]) : bytes;
    tail = Buffer.from(kept.subarray(-lengthMax));
  };
}
