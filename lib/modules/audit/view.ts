import { z } from "zod";
import { ActorView, Channel } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { mayReadOrigin } from "#lib/modules/audit/may-read-origin.ts";
import { shortSeal } from "#lib/modules/audit/rules.ts";
import type { AuditEntry } from "#lib/modules/audit/schema.ts";
import type { AuditRow } from "#lib/modules/audit/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

const text = z.string().nullish().catch(null);
const json = z.record(z.string(), z.unknown()).nullish().catch(null);

/** A record of any version of the product: what is not there, or is of another shape, is null. */
const StoredRecord = z.looseObject({
  what: z.string().catch("unknown"),
  operationId: text,
  command: text,
  level: DangerLevel.nullish().catch(null),
  actor: ActorView.nullish().catch(null),
  onBehalfOf: ActorView.nullish().catch(null),
  via: Channel.nullish().catch(null),
  target: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullish().catch(null),
  reason: text,
  ip: text,
  userAgent: text,
  requestId: text,
  before: json,
  after: json,
});

/** An entry as this actor may read it. */
export function entryView(row: AuditRow, reader: Actor): AuditEntry {
  const record = StoredRecord.parse(JSON.parse(row.record));
  const { what, operationId: _, command, level, actor, onBehalfOf, via, target, ...more } = record;
  const { reason, ip, userAgent, requestId, before, after, ...details } = more;
  const isOriginShown = mayReadOrigin(reader, row);
  return {
    id: row.id,
    sequence: row.sequence,
    at: row.at.toISOString(),
    what,
    command: command ?? null,
    level: level ?? null,
    actor: actor ?? null,
    onBehalfOf: onBehalfOf ?? null,
    via: via ?? null,
    target: target ?? null,
    projectId: row.projectId,
    operationId: row.operationId,
    reason: reason ?? null,
    ip: (isOriginShown && ip) || null,
    userAgent: (isOriginShown && userAgent) || null,
    requestId: requestId ?? null,
    before: before ?? null,
    after: after ?? null,
    details,
    seal: row.seal === null ? null : shortSeal(row.seal),
    isSealed: row.seal !== null,
  };
}
