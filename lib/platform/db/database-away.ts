import { AppError } from "#lib/kernel/errors.ts";

/** What the driver and PostgreSQL itself say when a connection cannot be had or was lost. */
const codesOfDatabase = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "57P01",
  "57P02",
  "57P03",
  "08001",
  "08006",
]);
/** What any socket says: of the database where a query failed of it, or a connection could not be opened. */
const codesOfSockets = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE"]);

/** A failure and what caused it, up to where somebody said in words of the product's own what it means. */
const causesOf = (error: unknown): Error[] =>
  error instanceof Error && !(error instanceof AppError) ? [error, ...causesOf(error.cause)] : [];

/** Whether a failure means that the database could not be reached, looking through wrapped causes. */
export function isDatabaseAway(error: unknown): boolean {
  let isOfQuery = error instanceof Error && "syscall" in error && error.syscall === "connect";
  for (const cause of causesOf(error)) {
    isOfQuery ||= "query" in cause;
    const code = "code" in cause ? String(cause.code) : "";
    if (codesOfDatabase.has(code) || (isOfQuery && codesOfSockets.has(code))) return true;
  }
  return false;
}

/** What was to be written is wrong, and will be again. */
const isOfData = (cause: Error): boolean => "code" in cause && /^22/.test(String(cause.code));

/** Whether the database is away or refused a statement, which says nothing about what the statement was for. */
export function isOfDatabase(error: unknown): boolean {
  const causes = causesOf(error);
  if (isDatabaseAway(error)) return true;
  return !causes.some(isOfData) && causes.some((cause) => cause.name === "PostgresError" || "query" in cause);
}

/** A failure as a caller may be told of it: where the database was away, that, and else the failure itself. */
export const tellingDatabaseAway = (error: unknown): unknown =>
  isDatabaseAway(error) ? databaseAway(error) : error;

/** What a caller is told meanwhile. */
export const databaseAway = (cause: unknown): AppError =>
  new AppError(
    "SERVICE_UNAVAILABLE",
    "The database does not answer at the moment. Try again in a few seconds.",
    { cause },
  );
