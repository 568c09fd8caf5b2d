import { sql } from "drizzle-orm";
import { AppError } from "#lib/kernel/errors.ts";
import { leaseEnd, moveOwnOperation, type OperationRow } from "#lib/operations/store.ts";
import { withoutSecrets } from "#lib/platform/known-secrets.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** A worker's hold on an operation for as long as its heart beats. */
export interface Lease {
  readonly of: { id: string; attempt: number; owner: string };
  readonly signal: AbortSignal;
  isLost(): boolean;
  isCancelled(): boolean;
  /** Why the signal was aborted; null while it was not. */
  reason(): AppError | null;
  progress(percent: number | null, text: string): void;
  /** Asks the database whether the work is still ours, and renews the lease if so. */
  confirm(): Promise<boolean>;
  release(): void;
}

/** What every write of the worker that runs this attempt is made conditional on. */
export const leaseOf = ({ id, attempt, leaseOwner }: OperationRow): Lease["of"] => ({
  id,
  attempt,
  owner: leaseOwner ?? "",
});

/** Short enough that a cancellation is noticed within a second. */
const beatMs = 700;

/** Renews the lease of `operation`, looks for a cancellation, and aborts after `timeoutMs`. */
export function keepLease(platform: Platform, operation: OperationRow, timeoutMs: number): Lease {
  const of = leaseOf(operation);
  const controller = new AbortController();
  let progress: { percent: number | null; text: string } | null = null;
  let ended: "lost" | "cancelled" | "timeout" | null = null;
  const end = (why: "lost" | "cancelled" | "timeout") => {
    ended ??= why;
    controller.abort(reasonOf(ended, timeoutMs));
  };

  const beat = async () => {
    try {
      const row = await moveOwnOperation(platform.database.orm, of, {
        leaseUntil: leaseEnd,
        progress: progress ?? sql`progress`,
      });
      if (!row) end("lost");
      else if (row.isCancelAsked) end("cancelled");
    } catch (error) {
      platform.log.warn({ err: error, operationId: of.id }, "the lease could not be renewed");
    }
  };
  const timer = setInterval(beat, beatMs);
  const deadline = setTimeout(() => end("timeout"), timeoutMs);
  if (operation.isCancelAsked) end("cancelled");

  return {
    of,
    signal: controller.signal,
    isLost: () => ended === "lost",
    isCancelled: () => ended === "cancelled",
    reason: () => (ended ? reasonOf(ended, timeoutMs) : null),
    progress(percent, text) {
      progress = { percent, text: withoutSecrets(text) };
    },
    async confirm() {
      const row = await moveOwnOperation(platform.database.orm, of, { leaseUntil: leaseEnd });
      if (!row) end("lost");
      return row !== null;
    },
    release() {
      clearInterval(timer);
      clearTimeout(deadline);
    },
  };
}

export const takenOver = (): AppError =>
  new AppError("CONFLICT", "Another worker has taken this operation over.");

function reasonOf(why: "lost" | "cancelled" | "timeout", timeoutMs: number): AppError {
  switch (why) {
    case "lost":
      return takenOver();
    case "cancelled":
      return new AppError("CONFLICT", "It was cancelled on request.");
    case "timeout":
      return new AppError(
        "SERVICE_UNAVAILABLE",
        `It took longer than ${Math.round(timeoutMs / 1000)} s and was stopped.`,
      );
  }
}
