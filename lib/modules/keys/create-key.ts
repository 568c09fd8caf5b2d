import { AppError, forbidden, invalid, notFound } from "#lib/kernel/errors.ts";
import { type AskedKey, narrowedTo, widerThan } from "#lib/modules/keys/rules.ts";
import { CreatedKey, CreateKeyInput, type KeyScope } from "#lib/modules/keys/schema.ts";
import { lockLiveKey } from "#lib/modules/keys/store.ts";
import { canSignInAgain } from "#lib/modules/passkeys/can-sign-in-again.ts";
import { command } from "#lib/operations/command.ts";
import { requireFreshSignIn } from "#lib/operations/held-ground.ts";
import { databaseNow } from "#lib/operations/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToProject } from "#lib/platform/auth/scope.ts";
import { createKey as issueKey } from "#lib/platform/auth/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/**
 * A key acts for the person who asks, and may never do more than what it was asked with. It opens the account for good,
 * so a session takes a fresh sign-in: whoever has come to one makes nothing of it that lasts longer. Who has neither
 * passkey nor provider is not sent to the server's console for each key.
 */
export const createKey = command({
  name: "key.create",
  http: "POST /api/keys",
  summary: "Make an API key; its answer is the only time it is shown",
  input: CreateKeyInput,
  output: CreatedKey,
  shownOnce: ["key"],
  creates: true,
  async facts(tx, input, actor) {
    if (!actor.userId) throw forbidden("A key belongs to a person.");
    // The key has no id yet; its owner's is the same whenever the facts are loaded.
    const target = { kind: "key", id: actor.userId, name: input.name, projectId: null };
    const asked = await narrowKey(tx, input, actor);
    return { target, access: "write", userId: actor.userId, asked };
  },
  async apply(tx, { input, facts, actor }) {
    const { userId, asked } = facts;
    if (actor.kind === "person" && (await canSignInAgain(tx, userId))) requireFreshSignIn(actor);
    const madeWithKeyId = actor.kind === "person" ? null : actor.id;
    const { name, kind } = input;
    const { id, prefix, key } = await issueKey(tx, { userId, name, kind, ...asked, madeWithKeyId });
    publish(tx, { topic: "keys", name: "key.created", subjectId: id, projectId: null, userId });
    const { scopes, projectId, expiresAt } = asked;
    return { id, prefix, key, scopes, projectId, expiresAt: expiresAt?.toISOString() ?? null };
  },
});

/** What was asked for, as narrow as its maker; throws VALIDATION_ERROR or NOT_FOUND where it asks for more. */
async function narrowKey(tx: Tx, input: CreateKeyInput, actor: Actor) {
  const maker = await limitsOf(tx, actor);
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null;
  const asked: AskedKey = narrowedTo(
    { scopes: input.scopes, projectId: input.projectId ?? null, expiresAt },
    maker,
  );
  const fault = widerThan(asked, maker, await databaseNow(tx));
  if (fault) throw invalid(fault.field, fault.reason);
  if (asked.projectId && (await accessToProject(tx, actor, asked.projectId)) === "none")
    throw notFound("project");
  return asked;
}

async function limitsOf(tx: Tx, actor: Actor) {
  if (actor.kind === "person") return { scopes: null, projectId: null, expiresAt: null };
  const row = await lockLiveKey(tx, actor.id);
  if (!row) throw new AppError("UNAUTHORIZED", "The key you use was revoked.");
  const scopes: readonly KeyScope[] = actor.scopes ?? [];
  return { scopes, projectId: actor.projectId, expiresAt: row.expiresAt };
}
