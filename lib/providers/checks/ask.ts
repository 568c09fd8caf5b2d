import { type Answer, askJson } from "#lib/providers/ask-json.ts";
import { failureText } from "#lib/providers/channels/answer-text.ts";
import { type Check, deadlineMs } from "#lib/providers/checks/port.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import type { OutgoingRequest } from "#lib/providers/send-request.ts";

interface Question extends Pick<OutgoingRequest, "headers" | "rule" | "signal"> {
  url: string;
}

const answerBytesMax = 500_000;

/** Asks once, within 10 s, and reads a bounded answer. */
export const ask = ({ url, headers, rule, signal }: Question): Promise<Answer> =>
  askJson(
    { url: new URL(url), headers: { accept: "application/json", ...headers }, rule, signal },
    { deadlineMs, answerBytesMax, unanswered },
  );

const unanswered = (why: string, cause: unknown): ProviderError => new ProviderError("check", why, { cause });

/** Runs a check; what keeps the other side from answering is a check that failed. */
export async function checked(who: string, signal: AbortSignal, check: () => Promise<Check>): Promise<Check> {
  try {
    return await check();
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof ProviderError ? error.publicMessage : failureText(error);
    return { isGood: false, sentence: `${who}: ${why}` };
  }
}
