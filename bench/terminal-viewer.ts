import { setTimeout as sleep } from "node:timers/promises";
import type { TerminalLine } from "./terminal-line.ts";

const floodMs = 180_000;
const keepBytes = 256;

/** What a browser does with a terminal, without the screen: it types, takes what comes, and acknowledges it. */
export interface Viewer {
  /** Milliseconds from a key to its echo by a program that repeats it, `count` times. */
  echo(count: number): Promise<number[]>;
  /** Runs a command that prints a lot, and takes all of it. */
  flood(command: string): Promise<Flood>;
  /** Milliseconds from Ctrl-C to the prompt behind a program that prints without end. */
  interrupt(): Promise<number>;
  close(): Promise<void>;
}

export interface Flood {
  seconds: number;
  bytes: number;
  newlines: number;
  frames: number;
}

export async function openViewer(line: TerminalLine): Promise<Viewer> {
  const type = (text: string) => line.type(text);
  /** Takes bytes until the text has come. */
  const until = (text: string, take: (bytes: Buffer) => void = () => {}) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The terminal never said ${text}.`)), floodMs);
      let tail = "";
      line.onBytes = (bytes) => {
        take(bytes);
        tail = (tail + bytes.toString("latin1", Math.max(0, bytes.length - keepBytes))).slice(-keepBytes);
        if (!tail.includes(text)) return;
        clearTimeout(timer);
        line.onBytes = () => {};
        resolve();
      };
      line.onGone = () => reject(new Error("The terminal went away."));
    });
  /** Words that are typed in two halves, so that the shell's own echo is not taken for them. */
  const settle = async (command: string) => {
    const said = until("settled");
    type(`${command}; echo sett''led\r`);
    await said;
    await sleep(100);
  };

  await settle("stty sane");
  return {
    async echo(count) {
      await settle("stty -icanon -echo min 1");
      type("cat\r");
      await sleep(300);
      const delays: number[] = [];
      for (let index = 0; index < count; index += 1) {
        const key = String.fromCharCode(97 + (index % 26));
        const seen = until(key);
        const sinceMs = performance.now();
        type(key);
        await seen;
        delays.push(performance.now() - sinceMs);
        await sleep(8);
      }
      type("\u0003");
      await sleep(200);
      await settle("stty sane");
      return delays;
    },
    async flood(command) {
      let bytes = 0;
      let newlines = 0;
      const framesBefore = line.frames();
      const finished = until("flood-over", (chunk) => {
        bytes += chunk.length;
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) newlines += 1;
      });
      const sinceMs = performance.now();
      type(`${command}; echo flood''-over\r`);
      await finished;
      const seconds = (performance.now() - sinceMs) / 1000;
      return { seconds, bytes, newlines, frames: line.frames() - framesBefore };
    },
    async interrupt() {
      await settle("PS1='after-yes '");
      const flowing = until("y\r\ny\r\n");
      type("yes\r");
      await flowing;
      await sleep(300);
      const stopped = until("after-yes ");
      const sinceMs = performance.now();
      type("\u0003");
      await stopped;
      return performance.now() - sinceMs;
    },
    close: () => line.close(),
  };
}
