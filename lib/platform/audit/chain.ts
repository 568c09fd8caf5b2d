import { createHmac } from "node:crypto";

/**
 * The seals of the audit log. Each is an HMAC-SHA256 with a key that lives outside the database, over eight lines of
 * UTF-8: the seal of the row before, then the row's sequence, id, time, operation, project, person and record, and
 * nothing behind the last. An id that is missing is an empty line; the first row of all has an empty seal before it.
 */

export interface ChainRow {
  sequence: number;
  id: number;
  /** UTC with microseconds, as in 2026-11-21T09:30:00.123456Z. */
  at: string;
  operationId: string | null;
  projectId: string | null;
  personId: string | null;
  /** The JSON text as it was written. */
  record: string;
}

/** What stands before the first row. */
export const beginning = "";

export function sealOf(key: Buffer, previous: string, row: ChainRow): string {
  const { sequence, id, at, operationId, projectId, personId, record } = row;
  const lines = [previous, sequence, id, at, operationId ?? "", projectId ?? "", personId ?? "", record];
  return createHmac("sha256", key).update(lines.join("\n")).digest("hex");
}

/** How rows were sealed before they were counted; such rows stand at the beginning of an older log. */
export const earlySealOf = (key: Buffer, previous: string, { id, record }: ChainRow): string =>
  createHmac("sha256", key).update(`${previous}\n${id}\n${record}`).digest("hex");
