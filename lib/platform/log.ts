import { createRequire } from "node:module";
import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import type { Environment } from "#lib/platform/env.ts";
import { withoutSecrets } from "#lib/platform/known-secrets.ts";

export type { Logger } from "pino";

// Names under which secrets travel through this product; any of them is censored in a logged object.
const secretNames = [
  "password",
  "secret",
  "token",
  "setupToken",
  "masterKey",
  "masterKeyPrevious",
  "apiKey",
  "privateKey",
  "databaseUrl",
  "credentials",
  "authorization",
  "cookie",
  '["set-cookie"]',
  '["x-api-key"]',
  '["proxy-authorization"]',
  "code_verifier",
  "access_token",
  "refresh_token",
  "id_token",
  "client_secret",
];
const depths = ["", "*", "*.*", "*.*.*"];

/** The paths of every secret name in the four outermost levels of a logged object. */
export const redactionPaths = depths.flatMap((prefix) =>
  secretNames.map((name) =>
    prefix === "" || name.startsWith("[") ? `${prefix}${name}` : `${prefix}.${name}`,
  ),
);

/**
 * One line of JSON for each event on standard output, or on `destination`. In development, on a terminal, the lines are
 * made readable by pino-pretty, which is not installed in production and is not asked for there.
 */
export function createLogger(
  environment: Pick<Environment, "logLevel" | "mode">,
  destination?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    level: environment.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redactionPaths, censor: "[secret]" },
    serializers: { err: describeError, error: describeError },
    hooks: { logMethod: nameErrors, streamWrite: withoutSecrets },
  };
  return pino(options, destination ?? prettyStream(environment) ?? pino.destination({ sync: true }));
}

// Left to itself, pino takes the message of a line from the bare error, past the serializer.
const nameErrors: NonNullable<NonNullable<LoggerOptions["hooks"]>["logMethod"]> = function (given, method) {
  const [first, message, ...rest]: unknown[] = given;
  const fields = first instanceof Error ? { err: first } : first;
  const error = typeof fields === "object" && fields !== null && "err" in fields ? fields.err : undefined;
  if (!(error instanceof Error)) return method.apply(this, given);
  method.call(
    this,
    fields,
    typeof message === "string" ? message : withoutParameters(error.message),
    ...rest,
  );
};

function prettyStream({ mode }: Pick<Environment, "mode">): DestinationStream | undefined {
  if (mode !== "development" || !process.stdout.isTTY) return undefined;
  const require = createRequire(import.meta.url);
  const pretty: (options: object) => DestinationStream = require("pino-pretty");
  return pretty({ colorize: true, translateTime: "SYS:HH:MM:ss.l", sync: true });
}

/** An error as a record. Own fields are left out but `code`: drivers put the values of queries there. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    type: error.name === "Error" ? error.constructor.name : error.name,
    message: withoutParameters(error.message),
    stack: withoutParameters(error.stack ?? ""),
    ...("code" in error ? { code: error.code } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

// drizzle writes the values of a failed query into the message, one line after the statement.
const withoutParameters = (text: string): string =>
  text.includes("Failed query:")
    ? text.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/, "\nparams: [secret]")
    : text;
