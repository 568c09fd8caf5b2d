import type { AuditEntry } from "#lib/modules/audit/schema.ts";

/** The two ends of an entry's seal; an entry that waits for it says so. */
export function SealMark({ entry: { seal } }: { entry: Pick<AuditEntry, "seal"> }) {
  if (seal === null) return <span className="flex-none text-danger-medium text-xs">not sealed yet</span>;
  return <code className="flex-none text-2xs text-subtle-foreground">{seal}</code>;
}
