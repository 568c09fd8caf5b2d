import { csvHead, csvLine } from "#lib/modules/audit/csv.ts";
import { mayReadOrigin } from "#lib/modules/audit/may-read-origin.ts";
import type { AuditFilter, ExportFormat } from "#lib/modules/audit/schema.ts";
import { type ExactRow, listExactRows } from "#lib/modules/audit/store.ts";
import { entryView } from "#lib/modules/audit/view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

const pageRows = 500;

interface ExportOptions {
  filter: AuditFilter;
  format: ExportFormat;
  /** Asked before each page for whom it is; throws to end it. */
  reader: () => Promise<Actor>;
}

/**
 * What the actor may see of the log, oldest first, some hundred lines at a time. As JSON lines each row has exactly
 * what its seal covers and the seal before it: who holds the key can check each line alone, and an export without a
 * filter as a chain (lib/platform/audit/chain.ts says how). From a line that names an address or a browser which the
 * actor may not read these are left out, and so is its seal: it does not cover what is left.
 */
export async function* exportRows(tx: Tx, { filter, format, reader }: ExportOptions): AsyncGenerator<string> {
  if (format === "csv") yield csvHead;
  for (let after = 0; ; ) {
    const actor = await reader();
    const rows = await listExactRows(tx, actor, filter, { after, limit: pageRows });
    const last = rows.at(-1);
    const lineOf = format === "csv" ? csvOf : jsonOf;
    if (last) yield rows.map((row) => lineOf(row, actor)).join("");
    if (!last || rows.length < pageRows) return;
    after = last.id;
  }
}

function jsonOf({ sequence, id, exactAt, ...row }: ExactRow, reader: Actor): string {
  const { operationId, projectId, personId, previousSeal } = row;
  const shown = mayReadOrigin(reader, row) ? row.record : withoutOrigin(row.record);
  const seal = shown === row.record ? row.seal : null;
  const before = sequence === 1 ? "" : previousSeal;
  return `${JSON.stringify({ sequence, id, at: exactAt, operationId, projectId, personId, record: shown, previousSeal: before, seal })}\n`;
}

function withoutOrigin(record: string): string {
  const { ip, userAgent, ...rest }: Record<string, unknown> = JSON.parse(record);
  const isNamed = (ip ?? userAgent ?? null) !== null;
  return isNamed ? JSON.stringify(rest) : record;
}

function csvOf(row: ExactRow, reader: Actor): string {
  const entry = entryView(row, reader);
  const { actor, onBehalfOf, target } = entry;
  return csvLine([
    row.sequence,
    row.id,
    row.exactAt,
    entry.what,
    entry.command,
    entry.level,
    actor?.kind,
    actor?.id,
    actor?.name,
    onBehalfOf?.name,
    entry.via,
    target?.kind,
    target?.id,
    target?.name,
    entry.projectId,
    entry.operationId,
    entry.reason,
    entry.ip,
    entry.userAgent,
    entry.requestId,
    entry.before && JSON.stringify(entry.before),
    entry.after && JSON.stringify(entry.after),
    JSON.stringify(entry.details),
    row.seal,
  ]);
}
