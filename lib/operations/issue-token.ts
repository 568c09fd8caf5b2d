import { isAtLeast } from "#lib/kernel/danger.ts";
import { conflict } from "#lib/kernel/errors.ts";
import { operationFor, operationTarget } from "#lib/operations/access.ts";
import { confirmTokenFor, mayConfirm, requireConfirmer, requireHeld } from "#lib/operations/answers.ts";
import { command, type FindCommand } from "#lib/operations/command.ts";
import { lookAgain } from "#lib/operations/look-again.ts";
import { refreshHeld } from "#lib/operations/release-held.ts";
import { IssuedToken, OperationInput } from "#lib/operations/schema.ts";
import { heldView } from "#lib/operations/view.ts";

/**
 * A confirm token for another person with write access, or a new one when the first has lapsed, with the operation as
 * it is now: what would go is looked at again before somebody is asked to agree to it.
 */
export const issueToken = (findCommand: FindCommand) =>
  command({
    name: "operation.issue-token",
    http: "POST /api/operations/:operationId/confirm-token",
    summary: "Ask for a confirm token",
    input: OperationInput,
    output: IssuedToken,
    creates: true,
    shownOnce: ["confirm"],
    async prepare(platform, { operationId }, actor) {
      const { operation, access } = await operationFor(platform.database.orm, actor, operationId);
      const isAsked = operation.state === "held" && mayConfirm(actor, operation, access);
      return isAsked ? lookAgain(platform, findCommand, operation) : undefined;
    },
    async facts(tx, { operationId }, actor, seen) {
      const { operation, access } = await operationFor(tx, actor, operationId);
      return { target: operationTarget(operation), access, seen };
    },
    async apply(tx, { input, actor, facts, platform }) {
      const { operation, access } = await operationFor(tx, actor, input.operationId, { lock: true });
      requireHeld(operation);
      if (isAtLeast(operation.level, "HIGH"))
        throw conflict("From danger level HIGH on, the name is typed in the browser.");
      await requireConfirmer(tx, actor, operation, access);
      const fresh = await refreshHeld(tx, platform, findCommand, operation, facts.seen);
      return { operation: heldView(fresh), confirm: await confirmTokenFor(tx, fresh, actor, access) };
    },
  });
