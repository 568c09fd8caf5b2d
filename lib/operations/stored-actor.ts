import { z } from "zod";
import { Channel } from "#lib/kernel/answer.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { findRole, isKeyRevoked } from "#lib/platform/auth/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

const StoredActor = z.object({
  kind: z.enum(["person", "cli-key", "service-key", "agent", "system"]),
  id: z.string(),
  name: z.string(),
  userId: z.string().nullable(),
  userName: z.string().nullable(),
  role: z.enum(["owner", "admin", "member"]),
  scopes: z.array(z.enum(["read", "write", "confirm"])).nullable(),
  projectId: z.string().nullable(),
  hasJustSignedIn: z.boolean().default(false),
  sessionId: z.string().optional(),
  task: z.object({ number: z.number(), title: z.string() }).nullable().default(null),
  via: Channel,
});

/** Who asked, as it was written down when they did. */
export const storedActor = (row: Pick<OperationRow, "actor">): Actor => StoredActor.parse(row.actor);

/** What was held before this was written down is taken for what was asked for by one who may write. */
const Standing = z.object({
  access: z.enum(["none", "read", "write", "admin"]).default("write"),
  isOwn: z.boolean().default(false),
});

/** What the facts said of the asker when they asked: their access, and whether it concerns nobody else. */
export const standingOf = (row: Pick<OperationRow, "actor">) => Standing.parse(row.actor);

/** Who asked, with the rights they have now; a person who is gone has none, and neither has a key that was revoked. */
export async function currentActor(tx: Tx, row: OperationRow): Promise<Actor> {
  const actor = storedActor(row);
  if (!actor.userId) return actor;
  const role = await findRole(tx, actor.userId);
  const isRevoked = actor.kind !== "person" && (await isKeyRevoked(tx, actor.id));
  return role && !isRevoked ? { ...actor, role } : { ...actor, role: "member", scopes: [] };
}
