import type { IncomingMessage } from "node:http";
import { failureText } from "#lib/providers/channels/answer-text.ts";
import { type OutgoingRequest, sendRequest } from "#lib/providers/send-request.ts";

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  /** Null where it was no JSON, or too much. */
  body: unknown;
}

interface Bounds {
  deadlineMs: number;
  answerBytesMax: number;
  /** What is thrown where nobody answered: why, as a sentence. */
  unanswered: (why: string, cause: unknown) => Error;
}

/** Asks once, and reads a bounded answer in bounded time. Throws as the signal says where it aborts. */
export async function askJson(
  request: OutgoingRequest,
  { deadlineMs, answerBytesMax, unanswered }: Bounds,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const signal = AbortSignal.any([request.signal, deadline]);
    const response = await sendRequest({ ...request, signal });
    const body = await readJson(response, answerBytesMax);
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  } catch (cause) {
    request.signal.throwIfAborted();
    const why = deadline.aborted ? `It did not answer within ${deadlineMs / 1000} s.` : failureText(cause);
    throw unanswered(why, cause);
  }
}

async function readJson(response: IncomingMessage, bytesMax: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) {
      response.destroy();
      return null;
    }
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return null;
  }
}
