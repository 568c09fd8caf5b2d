import { once } from "node:events";
import { z } from "zod";
import { type ExitCode, exitCodeOfError, exitCodes } from "#cli/exit-codes.ts";
import { CliFailure, failed } from "#cli/failure.ts";
import type { Login } from "#cli/logins.ts";
import { flagOf } from "#cli/names.ts";
import { ErrorShape } from "#lib/kernel/answer.ts";
import { productVersion } from "#lib/kernel/version.ts";

export interface Sending {
  method: string;
  path: string;
  query?: URLSearchParams;
  body?: unknown;
  headers?: Record<string, string>;
  /** Until the answer is whole; 60 s unless told otherwise. */
  deadlineMs?: number;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; null where there was none. */
  body: unknown;
}

const defaultDeadlineMs = 60_000;
const retryDelaysMs = [300, 1_000];

export const headersOf = ({ key }: Pick<Login, "key">): Record<string, string> => ({
  authorization: `Bearer ${key.reveal()}`,
  "x-lockkeeper-client": "cli",
  "user-agent": `lockkeeper-cli/${productVersion}`,
});

/** The address of a call. The key goes to its own server alone, whatever paths that one describes. */
export function urlOf({ address }: Pick<Login, "address">, { path, query }: Pick<Sending, "path" | "query">) {
  const url = new URL(path, address);
  if (url.origin !== address) throw failed(`${address} names an address that is not its own: ${url.origin}.`);
  if (query) url.search = query.toString();
  return url;
}

/**
 * One call, and its answer in JSON; throws a failure that says what is wrong for all others than 2xx and 304. What broke
 * off on the way is asked again: reads as they are, changes under the same idempotency key, so that they happen once.
 */
export async function send(login: Login, sending: Sending): Promise<Answer> {
  const isRepeatable = sending.method === "GET" || sending.headers?.["idempotency-key"] !== undefined;
  const signal = AbortSignal.timeout(sending.deadlineMs ?? defaultDeadlineMs);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendOnce(login, sending, signal);
    } catch (error) {
      const delayMs = retryDelaysMs[attempt];
      if (error instanceof CliFailure) throw error;
      if (!isRepeatable || delayMs === undefined || signal.aborted || !isBrokenOff(error)) {
        throw networkFailure(login.address, error);
      }
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}

async function sendOnce(login: Login, sending: Sending, signal: AbortSignal): Promise<Answer> {
  const hasBody = sending.body !== undefined;
  const response = await fetch(urlOf(login, sending), {
    method: sending.method,
    headers: {
      ...headersOf(login),
      accept: "application/json",
      ...(hasBody ? { "content-type": "application/json" } : {}),
      ...sending.headers,
    },
    ...(hasBody ? { body: JSON.stringify(sending.body) } : {}),
    redirect: "manual",
    signal,
  });
  if (response.status === 304) return { status: 304, headers: response.headers, body: null };
  if (!response.ok) throw await failureOf(login, response);
  const body = parseJson(await response.text());
  if (body === undefined) throw notLockkeeper(login, response);
  return { status: response.status, headers: response.headers, body };
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Too many calls for now, and what a server or the proxy before it says while it starts. */
const isPassingStatus = (status: number): boolean => [429, 502, 503, 504].includes(status);

const notLockkeeper = ({ address }: Login, { status }: Response) =>
  new CliFailure(
    exitCodes.failed,
    `${address} answered (${status}) with something that is not Lockkeeper's.`,
    { hints: ["Is the address right, and is the server up?"], isPassing: isPassingStatus(status) },
  );

const ErrorBody = z.object({ error: ErrorShape });

/** What a refusing answer says, with the request id that finds it in the server's log. */
export async function failureOf(login: Login, response: Response): Promise<CliFailure> {
  const location = response.headers.get("location");
  if (location !== null && response.status >= 300 && response.status < 400) {
    const target = URL.parse(location, login.address)?.origin ?? location;
    return failed(`${login.address} sends on to ${target}.`, `Log in there: lockkeeper login ${target}`);
  }
  const parsed = ErrorBody.safeParse(parseJson(await response.text()));
  if (!parsed.success) return notLockkeeper(login, response);
  const { error } = parsed.data;
  const requestId = response.headers.get("x-request-id");
  return new CliFailure(exitCodeOfError(error.type), inWordsOfFlags(error), {
    hints: [...hintsOf(login, error), ...(requestId ? [`Request id: ${requestId}`] : [])],
    body: { error, requestId },
    isPassing: isPassingStatus(response.status),
  });
}

/** `ifMatch: …` as the command line knows it: `--if-match: …`. */
function inWordsOfFlags({ message, details: { field } }: ErrorShape): string {
  if (typeof field !== "string" || !message.startsWith(`${field}:`)) return message;
  return `--${flagOf(field)}${message.slice(field.length)}`;
}

const Missing = z.array(z.object({ requirement: z.string(), how: z.string() }));

function hintsOf({ address }: Login, { type, details, message }: ErrorShape): string[] {
  const { field, reason, missing, legalMoves } = details;
  const facts = Missing.safeParse(missing);
  if (facts.success) {
    const untold = facts.data.filter(({ how }) => !message.includes(how));
    return untold.map(({ requirement, how }) => `Missing: ${requirement}. ${how}`);
  }
  if (type === "UNAUTHORIZED") return [`Log in with another key: lockkeeper login ${address}`];
  if (typeof field === "string" && typeof reason === "string" && !message.includes(reason)) {
    return [`${field}: ${reason}`];
  }
  return Array.isArray(legalMoves) && legalMoves.length > 0 ? [`Possible now: ${legalMoves.join(", ")}`] : [];
}

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  const found = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof found === "string" ? found : "";
};

const isBrokenOff = (error: unknown) => ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(codeOf(error));

/** Why a server cannot be reached, in words. */
export function networkFailure(address: string, error: unknown): CliFailure {
  if (error instanceof CliFailure) return error;
  const code = codeOf(error);
  const { hostname } = new URL(address);
  const options = { cause: error, isPassing: true };
  const say = (message: string, ...hints: string[]) =>
    new CliFailure(exitCodes.failed, message, { ...options, hints });
  if (error instanceof Error && error.name === "TimeoutError")
    return say(`${address} did not answer in time.`, "Try again, or see what the server is busy with.");
  if (code === "ECONNREFUSED") return say(`Nothing answers at ${address}.`, "Is the server running?");
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return say(`The name ${hostname} cannot be found.`, "Is the address right, and is the network up?");
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code))
    return say(`${address} shows a certificate that is not trusted here (${code}).`);
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT" || /UNREACH/.test(code))
    return say(`${address} cannot be reached (${code}).`, "Is the network up?");
  return say(`The connection to ${address} broke off${code ? ` (${code})` : ""}.`, "Try again.");
}

/** Writes what comes to standard output as it is, byte by byte; gives up where nothing comes for a minute. */
export async function printBytes(login: Login, sending: Pick<Sending, "path" | "query">): Promise<ExitCode> {
  const silent = new AbortController();
  const silence = new DOMException("Nothing came for a minute.", "TimeoutError");
  const timer = setTimeout(() => silent.abort(silence), defaultDeadlineMs);
  try {
    const response = await fetch(urlOf(login, sending), {
      headers: headersOf(login),
      redirect: "manual",
      signal: silent.signal,
    });
    if (!response.ok) throw await failureOf(login, response);
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      if (!process.stdout.write(chunk)) await once(process.stdout, "drain");
    }
    return exitCodes.done;
  } catch (error) {
    throw networkFailure(login.address, error);
  } finally {
    clearTimeout(timer);
  }
}
