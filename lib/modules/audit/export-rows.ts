import { csvHead, csvLine } from "#lib/modules/audit/csv.ts";
import type { AuditFilter, ExportFormat } from "#lib/modules/audit/schema.ts";
import { type ExactRow, listExactRows } from "#lib/modules/audit/store.ts";
import { entryView } from "#lib/modules/audit/view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

const pageRows = 500;

interface ExportOptions {
  actor: Actor;
  filter: AuditFilter;
  format: ExportFormat;
  /** Asked between pages; throws to end it. */
  check: () => Promise<void>;
}

/**
 * What the actor may see of the log, oldest first, some hundred lines at a time. As JSON lines each row has exactly
 * what its seal covers and the seal before it: who holds the key can check each line alone, and an export without a
 * filter as a chain (lib/platform/audit/chain.ts says how).
 */
export async function* exportRows(
  tx: Tx,
  { actor, filter, format, check }: ExportOptions,
): AsyncGenerator<string> {
  if (format === "csv") yield csvHead;
  for (let after = 0; ; ) {
    await check();
    const rows = await listExactRows(tx, actor, filter, { after, limit: pageRows });
    const last = rows.at(-1);
    if (last) yield rows.map(format === "csv" ? csvOf : jsonOf).join("");
    if (!last || rows.length < pageRows) return;
    after = last.id;
  }
}

function jsonOf({ sequence, id, exactAt, ...row }: ExactRow): string {
  const { operationId, projectId, personId, record, previousSeal, seal } = row;
  const before = sequence === 1 ? "" : previousSeal;
  return `${JSON.stringify({ sequence, id, at: exactAt, operationId, projectId, personId, record, previousSeal: before, seal })}\n`;
}

function csvOf(row: ExactRow): string {
  const entry = entryView(row);
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
