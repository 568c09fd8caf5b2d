/** The part of xterm.js that is used here; its browser and its headless build both have it. */
interface Parser {
  registerCsiHandler(id: SequenceId, handler: () => boolean): unknown;
  registerDcsHandler(id: SequenceId, handler: () => boolean): unknown;
  registerOscHandler(ident: number, handler: (data: string) => boolean): unknown;
}

interface SequenceId {
  prefix?: string;
  intermediates?: string;
  final: string;
}

/** Questions of xterm's ctlseqs: device attributes, status and cursor reports, mode and version requests. */
const questions: readonly SequenceId[] = [
  { final: "c" },
  { prefix: ">", final: "c" },
  { prefix: "=", final: "c" },
  { final: "n" },
  { prefix: "?", final: "n" },
  { intermediates: "$", final: "p" },
  { prefix: "?", intermediates: "$", final: "p" },
  { prefix: ">", final: "q" },
];
const colourCodes = [4, 10, 11, 12];
const clipboardCode = 52;

/**
 * Leaves what programs ask of their terminal to the one that tmux, or workspaced, keeps for them: it has answered
 * already, and an answer of ours would arrive as typing.
 */
export function silenceAnswers({ parser }: { parser: Parser }): void {
  for (const id of questions) parser.registerCsiHandler(id, () => true);
  parser.registerDcsHandler({ intermediates: "$", final: "q" }, () => true);
  for (const code of colourCodes) parser.registerOscHandler(code, (data) => data.includes("?"));
}

/** Lets programs put text on the clipboard (OSC 52), and never learn what is on it. */
export function takeClipboard({ parser }: { parser: Parser }, onCopy: (text: string) => void): void {
  parser.registerOscHandler(clipboardCode, (data) => {
    const text = clipboardText(data);
    if (text !== null) onCopy(text);
    return true;
  });
}

function clipboardText(data: string): string | null {
  const encoded = data.slice(data.indexOf(";") + 1);
  if (encoded === "" || encoded === "?" || !data.includes(";")) return null;
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
