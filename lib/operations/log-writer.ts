import { appendLog } from "#lib/operations/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

const flushMs = 200;
const lineCharactersMax = 4000;
const linesMax = 20_000;

/** Writes an operation's log in batches: one insert for all lines of 200 ms. */
export function createLogWriter(platform: Platform, operationId: string) {
  let waiting: string[] = [];
  let written = 0;
  let timer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();

  function flush(): Promise<void> {
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

  function write(line: string): void {
    if (written > linesMax) return;
    written += 1;
    const cut = line.length > lineCharactersMax ? `${line.slice(0, lineCharactersMax)} … cut` : line;
    waiting.push(written > linesMax ? `The log was cut after ${linesMax} lines.` : cut);
    timer ??= setTimeout(flush, flushMs);
  }

  return { write, flush };
}
