import { Terminal } from "@xterm/headless";
import { expect, test } from "vitest";
import { silenceAnswers, takeClipboard } from "#lib/client/terminal-answers.ts";

const written = (terminal: Terminal, text: string) =>
  new Promise<void>((resolve) => terminal.write(text, resolve));

const asked = [
  "\x1b[c",
  "\x1b[>c",
  "\x1b[=c",
  "\x1b[5n",
  "\x1b[6n",
  "\x1b[?6n",
  "\x1b[4$p",
  "\x1b[?2004$p",
  "\x1b[>q",
  "\x1bP$qm\x1b\\",
  "\x1b]10;?\x07",
  "\x1b]11;?\x1b\\",
  "\x1b]12;?\x07",
  "\x1b]4;1;?\x07",
].join("");

test("the browser's terminal answers none of a program's questions", async () => {
  const answers: string[] = [];
  const talkative = new Terminal({ allowProposedApi: true });
  talkative.onData((data) => answers.push(data));
  await written(talkative, asked);
  expect(answers.length).toBeGreaterThan(5);

  answers.length = 0;
  const silent = new Terminal({ allowProposedApi: true });
  silent.onData((data) => answers.push(data));
  silenceAnswers(silent);
  await written(silent, asked);
  expect(answers).toEqual([]);
});

test("a program may write the clipboard and not read it, and nonsense is left alone", async () => {
  const copied: string[] = [];
  const terminal = new Terminal({ allowProposedApi: true });
  const typed: string[] = [];
  terminal.onData((data) => typed.push(data));
  takeClipboard(terminal, (text) => copied.push(text));
  const base64 = Buffer.from("Grüße 🚀").toString("base64");
  await written(terminal, `\x1b]52;c;${base64}\x07\x1b]52;;${base64}\x1b\\`);
  await written(terminal, "\x1b]52;c;?\x07\x1b]52;c;%%%\x07\x1b]52;c;\x07\x1b]52;c;/w==\x07");
  expect(copied).toEqual(["Grüße 🚀", "Grüße 🚀"]);
  expect(typed).toEqual([]);
});
