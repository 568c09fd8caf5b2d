import type { Context } from "hono";
import { stream } from "hono/streaming";
import type { WorkspacedContext } from "../context.ts";
import { RequestError, toErrorAnswer } from "../errors.ts";
import type { Progress } from "./progress.ts";

type Work = (emit: (line: Progress) => void, signal: AbortSignal) => Promise<object>;

interface StreamOptions {
  /** The last line after a failure; by itself the error as every answer has it. */
  toError?: (error: { message: string }) => object;
}

/** One JSON document a line, the work's own answer last; the caller's closing the connection ends the work. */
export function streamLines(
  c: Context,
  context: WorkspacedContext,
  work: Work,
  { toError = (error) => ({ type: "error", error }) }: StreamOptions = {},
): Response {
  c.header("content-type", "application/x-ndjson");
  return stream(c, async (output) => {
    const abort = new AbortController();
    output.onAbort(() => abort.abort(new Error("The caller closed the connection.")));
    const write = (line: object) => output.write(`${JSON.stringify(line)}\n`);
    try {
      await write(await work((line) => void write(line), abort.signal));
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof RequestError)) context.log("error", "a call of git failed", { error });
      await write(toError(toErrorAnswer(error).error));
    }
  });
}
