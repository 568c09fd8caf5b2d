import { appendLog } from "#lib/operations/store.ts";
import { streamWithoutSecrets } from "#lib/platform/known-secrets.ts";
import type { Platform } from "#lib/platform/platform.ts";

const flushMs = 200;
const lineCharactersMax = 4000;
const linesMax = 20_000;

/** Writes an operation's log in batches, one insert for all lines of 200 ms, and without the secrets that are known. */
export function createLogWriter(platform: Platform, operationId: string) {
  // A secret may have several lines, and each may come in a call of its own.
  const text = streamWithoutSecrets();
  let unfinished = "";
  let waiting: string[] = [];
  let written = 0;
  let timer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();

  function insert(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const lines = waiting;
    waiting = [];
    if (lines.length === 0) return flushing;
    flushing = flushing.then(async () => {
      try {
        await appendLog(platform.database.orm, operationId, lines);
      } catch (error) {
        platform.log.warn({ err: error, operationId }, "log lines were lost");
      }
    });
    return flushing;
  }

  function take(clean: string): void {
    const lines = (unfinished + clean).split("\n");
    unfinished = lines.pop() ?? "";
    for (const line of lines) keep(line);
  }

  function keep(line: string): void {
    if (written > linesMax) return;
    written += 1;
    const cut = line.length > lineCharactersMax ? `${line.slice(0, lineCharactersMax)} … cut` : line;
    waiting.push(written > linesMax ? `The log was cut after ${linesMax} lines.` : cut);
    timer ??= setTimeout(insert, flushMs);
  }

  return {
    write(line: string): void {
      if (written <= linesMax) take(text.write(`${line}\n`));
    },
    /** What is still held back is told too: nothing more comes. */
    flush(): Promise<void> {
      take(text.end());
      if (unfinished !== "") take("\n");
      return insert();
    },
  };
}
