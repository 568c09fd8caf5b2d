import type { CliEnvironment } from "#cli/environment.ts";
import { type Paint, painter, printJson } from "#cli/text.ts";

/** Where a call writes. Answers go to stdout, everything said about them to stderr. */
export interface Output {
  isJson: boolean;
  /** A person looks at stdout. */
  isShown: boolean;
  /** A person can be asked: both ends are a terminal. */
  canAsk: boolean;
  /** Columns of the terminal; null where there is none. */
  width: number | null;
  paint: Paint;
  /** The same for stderr. */
  paintNote: Paint;
  /** To stdout, on a line of its own. */
  print(text: string): void;
  /** The same without an end of the line. */
  write(text: string): void;
  printJson(value: unknown): void;
  note(text: string): void;
}

export function openOutput(environment: Pick<CliEnvironment, "isColourWanted">, isJson: boolean): Output {
  const { stdin, stdout, stderr } = process;
  const isShown = stdout.isTTY === true;
  const print = (text: string) => void stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  return {
    isJson,
    isShown,
    canAsk: stdin.isTTY === true && stderr.isTTY === true && !isJson,
    // Some terminals do not say how wide they are.
    width: (isShown && stdout.columns) || null,
    paint: painter(isShown && environment.isColourWanted),
    paintNote: painter(stderr.isTTY === true && environment.isColourWanted),
    print,
    write: (text) => void stdout.write(text),
    printJson: (value) => print(printJson(value, 2)),
    note: (text) => void stderr.write(text.endsWith("\n") ? text : `${text}\n`),
  };
}
