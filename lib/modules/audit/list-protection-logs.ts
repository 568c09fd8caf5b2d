import { pageOfEntries } from "#lib/modules/audit/list-audit.ts";
import { AuditPage, ListProtectionLogsInput } from "#lib/modules/audit/schema.ts";
import { query } from "#lib/operations/query.ts";

export const listProtectionLogs = query({
  name: "protection.logs",
  http: "GET /api/protection/logs",
  summary: "List what was held, denied, confirmed, approved and rejected, and rules that were changed",
  input: ListProtectionLogsInput,
  output: AuditPage,
  read: ({ tx, actor, input: { limit, cursor, ...filter } }) =>
    pageOfEntries({ tx, actor }, { ...filter, isDecision: true }, { limit, before: cursor }),
});
