/**
 * Programs ask their terminal things (device attributes, cursor position, colours), and every viewer's xterm would
 * answer: twice with two viewers, and out of thin air after a resume. tmux, or our headless screen, has answered
 * already, so a frame that is nothing but such an answer is not typing. Forms: ECMA-48 and xterm's ctlseqs; a report
 * of row 1 looks like F3 with a modifier and is let through.
 */
const controlReport = /^\[(?:[?>=][\d;]*c|\d+n|\??(?!1;[2-8]R)\d+;\d+(?:;\d+)?R|\??[\d;]+\$y)$/;

const reportBytesMax = 512;

export function isTerminalReport(bytes: Buffer): boolean {
  if (bytes[0] !== 0x1b || bytes.length < 3 || bytes.length > reportBytesMax) return false;
  const text = bytes.toString("latin1", 1);
  if (controlReport.test(text)) return true;
  const isString = text.startsWith("]") || text.startsWith("P");
  return isString && (text.endsWith("\x07") || text.endsWith("\x1b\\"));
}

/** A window got or lost the focus: the program wants to know, and nobody typed. */
export const isFocusReport = (bytes: Buffer): boolean =>
  bytes.length === 3 && bytes[0] === 0x1b && bytes[1] === 0x5b && (bytes[2] === 0x49 || bytes[2] === 0x4f);
