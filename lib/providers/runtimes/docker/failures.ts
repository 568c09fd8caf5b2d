import { AppError } from "#lib/kernel/errors.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import type { RuntimeCallOptions } from "../port.ts";
import { type CallDefaults, withDeadline as withAnyDeadline } from "../with-deadline.ts";

const system = "docker";
const messageMax = 300;

export const dockerError = (message: string, options: { isRetryable?: boolean; cause?: unknown } = {}) =>
  new ProviderError(system, message, options);

/** Throws where the gate found faults. */
export function requireSafe(faults: readonly string[]): void {
  if (faults.length > 0) throw dockerError(`This container would not be safe: ${faults.join("; ")}.`);
}

/**
 * Which socket did not answer is part of the sentence, since that is what a person has to look at. The client hears no
 * more of an answer that breaks off in its middle, so nothing here waits for it alone.
 */
export const withDeadline = <Result>(
  socketPath: string,
  options: RuntimeCallOptions | undefined,
  defaults: CallDefaults,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> =>
  withAnyDeadline({ system, explain: (error) => explain(error, socketPath) }, options, defaults, (signal) =>
    unlessAborted(work(signal), signal),
  );

/** The same for what is told bit by bit, which ends by its signal. */
export async function* explained<Item>(
  socketPath: string,
  failure: string,
  told: AsyncIterable<Item>,
): AsyncGenerator<Item, void> {
  try {
    yield* told;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { reason, isRetryable } = explain(error, socketPath);
    throw dockerError(`${failure}: ${reason}.`, { isRetryable, cause: error });
  }
}

/** For one question of many: with the caller's signal, where there is one, and a deadline of its own. */
export function signalWithin(deadlineMs: number, signal: AbortSignal | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(deadlineMs);
  return signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
}

/** What the engine answered in place of what was asked for; undefined where it did not answer. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  return typeof error.statusCode === "number" ? error.statusCode : undefined;
}

export const isMissing = (error: unknown): boolean => statusOf(error) === 404;
export const isConflict = (error: unknown): boolean => statusOf(error) === 409;

/** Podman answers 500 in place of 409. */
export const isNameTaken = (error: unknown): boolean =>
  isConflict(error) || (statusOf(error) === 500 && /already in use|already exists/i.test(messageOf(error)));

/** Gone is what was wanted. */
export function unlessMissing<Result>(asked: Promise<Result>): Promise<Result | undefined> {
  return asked.catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

/** Started is started, stopped is stopped: the engine answers 304. */
export function unlessSo(asked: Promise<unknown>): Promise<void> {
  return asked.then(
    () => undefined,
    (error: unknown) => {
      if (statusOf(error) !== 304) throw error;
    },
  );
}

/** For what the client cannot cancel: its answer is then no longer waited for. */
export function unlessAborted<Result>(
  asked: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return asked;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** The engine's own words. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const said = "json" in error ? error.json : undefined;
  const isAnswer = typeof said === "object" && said !== null && "message" in said;
  const text = isAnswer ? String(said.message) : error.message;
  return text.trim().replace(/\.$/, "").slice(0, messageMax);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

const awayReasons: Partial<Record<string, (socketPath: string) => string>> = {
  ENOENT: (path) => `there is no socket at ${path}`,
  ENOTSOCK: (path) => `${path} is not a socket`,
  ECONNREFUSED: (path) => `nothing answers at ${path}; the engine may be stopped`,
  EACCES: (path) => `this server may not use ${path}; its user has to be in that socket's group`,
  EPERM: (path) => `this server may not use ${path}; its user has to be in that socket's group`,
  ECONNRESET: () => "the connection was lost",
  EPIPE: () => "the connection was lost",
};

/** Why the engine itself does not answer, as a sentence; null where it does. */
export function awayReason(error: unknown, socketPath: string): string | null {
  if (statusOf(error) !== undefined) return null;
  const reason = awayReasons[codeOf(error)]?.(socketPath);
  return reason === undefined ? null : `Docker is unreachable: ${reason}.`;
}

function explain(error: unknown, socketPath: string): { reason: string; isRetryable: boolean } {
  if (error instanceof Error && error.name === "TimeoutError") {
    return { reason: "Docker is unreachable: it does not answer", isRetryable: true };
  }
  const away = awayReason(error, socketPath);
  if (away !== null) return { reason: away.slice(0, -1), isRetryable: true };
  const status = statusOf(error);
  if (status === undefined) return { reason: "the log says why", isRetryable: true };
  const message = messageOf(error);
  if (/no space left on device/i.test(message)) {
    return { reason: "there is no space left on Docker's disk", isRetryable: true };
  }
  return { reason: `Docker says "${message}"`, isRetryable: status >= 500 || status === 409 };
}
