import type { CommandAnswer, ConfirmToken, OperationRef } from "#lib/kernel/answer.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";
import { AppError, conflict, forbidden, toErrorBody } from "#lib/kernel/errors.ts";
import { createConfirmToken } from "#lib/operations/confirm-token.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import { standingOf, storedActor } from "#lib/operations/stored-actor.ts";
import { heldView, refOf } from "#lib/operations/view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { isKeyMadeWith } from "#lib/platform/auth/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { tellingDatabaseAway } from "#lib/platform/db/database-away.ts";
import { clean } from "#lib/platform/known-secrets.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Access } from "#lib/protection/actions.ts";
import { hasAccess } from "#lib/protection/rules.ts";

/**
 * Whether this actor may give consents at all, with write access or where it concerns themselves alone: a signed-in
 * person, or a CLI key with the scope `confirm` below HIGH.
 * Nothing that comes through the agents' door may, and a key with which an agent asked there stays out of it too.
 */
export function mayConfirm(
  actor: Actor,
  operation: Pick<OperationRow, "level" | "actor" | "personId">,
  access: Access,
): boolean {
  if (actor.via === "mcp" || !(hasAccess(access, "write") || isOwnOf(actor, operation))) return false;
  if (actor.kind === "person") return true;
  if (isKeyOfAskingAgent(actor, operation)) return false;
  const isCliConfirmer = actor.kind === "cli-key" && actor.scopes?.includes("confirm") === true;
  return isCliConfirmer && !isAtLeast(operation.level, "HIGH");
}

const isOwnOf = (actor: Actor, operation: Pick<OperationRow, "actor" | "personId">): boolean =>
  actor.userId !== null && operation.personId === actor.userId && standingOf(operation).isOwn;

function isKeyOfAskingAgent(actor: Actor, operation: Pick<OperationRow, "actor">): boolean {
  const asker = storedActor(operation);
  return asker.via === "mcp" && asker.id === actor.id;
}

/**
 * Throws FORBIDDEN for one who may not confirm. A key made with the one that an agent asked with is the agent's too,
 * for it can make itself as many as it likes.
 */
export async function requireConfirmer(
  tx: Tx,
  actor: Actor,
  operation: OperationRow,
  access: Access,
): Promise<void> {
  if (!mayConfirm(actor, operation, access)) throw confirmRefusal(actor, operation);
  const asker = storedActor(operation);
  if (asker.via !== "mcp" || actor.kind === "person") return;
  if (await isKeyMadeWith(tx, actor.id, asker.id)) throw keyOfAskingAgent();
}

const keyOfAskingAgent = (): AppError =>
  forbidden("An agent asked for this with this key. A signed-in person confirms it in the browser.");

/** What is said to one who may not confirm. */
function confirmRefusal(actor: Actor, operation: OperationRow): AppError {
  if (isKeyOfAskingAgent(actor, operation)) return keyOfAskingAgent();
  return forbidden(
    isAtLeast(operation.level, "HIGH") && actor.kind === "cli-key"
      ? "From danger level HIGH on, a signed-in person confirms in the browser."
      : "You may not confirm this; it takes a person with write access.",
  );
}

/** Throws a CONFLICT that says how the operation stands, and why it ended. */
export function requireHeld({ state, error }: Pick<OperationRow, "state" | "error">): void {
  if (state === "held") return;
  const why = typeof error?.message === "string" ? error.message : "There is nothing to confirm.";
  throw conflict(`This operation is ${state}. ${why}`, { state });
}

/** A confirm token where the asker may use one: below HIGH, for one who may confirm. */
export async function confirmTokenFor(
  tx: Tx,
  operation: OperationRow,
  actor: Actor,
  access: Access,
): Promise<ConfirmToken | null> {
  const getsToken = !isAtLeast(operation.level, "HIGH") && mayConfirm(actor, operation, access);
  return getsToken && actor.userId ? createConfirmToken(tx, operation, actor.userId) : null;
}

/** A held operation, with a confirm token where the asker may use one. */
export async function heldAnswer(
  tx: Tx,
  operation: OperationRow,
  actor: Actor,
  access: Access,
): Promise<CommandAnswer> {
  const confirm = await confirmTokenFor(tx, operation, actor, access);
  return { outcome: "held", operation: heldView(operation), confirm };
}

/** What an operation that is not held says of itself: done, under way, or how it failed. */
export function answerOf(operation: OperationRow, beginResult: unknown): CommandAnswer {
  const ref = refOf(operation);
  switch (operation.state) {
    case "succeeded":
      return { outcome: "done", result: operation.result ?? beginResult, operation: ref };
    case "queued":
    case "running":
      return { outcome: "accepted", result: beginResult, operation: ref };
    default: {
      const error = operation.error ?? {
        ...toErrorBody(new AppError("CONFLICT", `It is ${operation.state}.`)),
      };
      return errorAnswerOf(error, operation.requestId, ref);
    }
  }
}

function errorAnswerOf(
  error: Record<string, unknown>,
  requestId: string,
  operation: OperationRef,
): CommandAnswer {
  const { type, message, status, details } = error;
  const shape = {
    type: String(type),
    message: String(message),
    status: Number(status),
    details: typeof details === "object" && details !== null ? { ...details } : {},
  };
  return { outcome: "error", error: shape, operation, requestId };
}

/** A thrown failure as an answer; what no caller could have caused goes to the log. */
export function failureAnswer(platform: Platform, error: unknown, requestId: string): CommandAnswer {
  const body = clean(toErrorBody(tellingDatabaseAway(error)));
  if (body.status >= 500) platform.log.error({ err: error, requestId }, "a command failed");
  return { outcome: "error", error: body, operation: null, requestId };
}
