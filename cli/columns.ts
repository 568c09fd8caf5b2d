import type { Column } from "#cli/table.ts";

const operationColumns: readonly Column[] = [
  "createdAt=asked",
  "command",
  "target.name=target",
  "state",
  "level",
  "actor.name=by",
  "id",
];

const auditColumns: readonly Column[] = [
  "sequence=#",
  "at",
  "what",
  "target.name=target",
  "level",
  "actor.name=by",
  "via",
];

/** What a list shows of each entry; lists that are not here show what their first entry has. */
const columnsByVerb: Readonly<Record<string, readonly Column[]>> = {
  "project.list": [
    "slug",
    "name",
    "status",
    "workspace.state=workspace",
    "tasks.running=running",
    "tasks.humanReview=to review",
    "lastActivityAt",
  ],
  "task.list": [
    "number=#",
    "title",
    "status",
    "currentRun.state=run",
    "currentRun.model=model",
    "currentRun.costUsd",
    "updatedAt",
  ],
  "workspace.list": ["projectName=project", "runtime", "state", "lastActiveAt=last active", "id"],
  "terminal.list": ["name", "command=runs", "busy", "viewers", "createdAt=opened", "id"],
  "operation.list": operationColumns,
  "protection.queue": [...operationColumns.slice(0, -1), "waitsFor=waits for", "id"],
  "job.list": operationColumns,
  "rule.list": [
    "subject=command",
    "inForce.level=level",
    "inForce.cooldownMs=cooldown",
    "inForce.consents=consents",
    "own.level=usually",
    "who",
  ],
  "person.list": ["name", "role", "more.email=e-mail", "more.lastSeenAt=last seen", "id"],
  "member.list": ["person.name=name", "access", "givenBy.name=from groups of", "person.id=id"],
  "invitation.list": ["email", "role", "project.name=project", "state", "expiresAt=expires", "id"],
  "notice.list": [
    "at",
    "kind",
    "operation.command=command",
    "operation.target.name=target",
    "waitsFor=waits for",
    "operation.level=level",
    "id",
  ],
  "git.log": ["sha", "committedAt", "author.name=author", "subject"],
  "git.stashes": ["sha", "branch", "files", "message"],
  "git.discards": ["id", "discardedAt", "total"],
  "git.branches": ["name", "isCurrent=current", "committedAt", "subject", "head"],
  "audit.list": auditColumns,
  "protection.logs": auditColumns,
  "audit.accesses": ["at", "actor.name=by", "via", "verb=read", "subject"],
  "key.list": ["name", "kind", "prefix", "scopes", "project.name=project", "lastUsedAt", "expiresAt", "id"],
  "price.list": ["provider", "model", "inputUsd=input", "outputUsd=output", "source"],
  "provider.list": [
    "id",
    "label=name",
    "isConfigured=set up",
    "isDefault=default",
    "models",
    "baseUrl=address",
  ],
};

const columnsMax = 7;
const firstKeys = ["number", "slug", "name", "title", "status", "state", "level"];
const hiddenKeys = /(?:Id|description|body|patch|content|output)$/;
const isScalar = (value: unknown) => value === null || ["string", "number", "boolean"].includes(typeof value);

export function columnsOf(verb: string, rows: readonly unknown[]): readonly Column[] {
  const known = columnsByVerb[verb];
  const [first] = rows;
  if (typeof first !== "object" || first === null) return known ?? [];
  const keys = Object.keys(first);
  // What is known may have been renamed since in a newer server: without its columns the row speaks for itself.
  const isFitting = known?.some((column) => keys.includes(column.split(/[.=]/)[0] ?? ""));
  if (known && isFitting) return known;
  const scalar = Object.entries(first)
    .filter(([key, value]) => isScalar(value) && !hiddenKeys.test(key) && key !== "id")
    .map(([key]) => key);
  const ordered = [
    ...firstKeys.filter((key) => scalar.includes(key)),
    ...scalar.filter((key) => !firstKeys.includes(key)),
  ];
  return [...ordered.slice(0, columnsMax - 1), ...(keys.includes("id") ? ["id"] : [])];
}
