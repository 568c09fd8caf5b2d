import { conflict, forbidden } from "#lib/kernel/errors.ts";
import { operationFor, operationTarget } from "#lib/operations/access.ts";
import { mayConfirm } from "#lib/operations/answers.ts";
import { command } from "#lib/operations/command.ts";
import { createConfirmToken } from "#lib/operations/confirm-token.ts";
import { OperationInput } from "#lib/operations/schema.ts";

/** A confirm token for another person with write access, or a new one when the first has lapsed. */
export const issueToken = command({
  name: "operation.issue-token",
  http: "POST /api/operations/:operationId/confirm-token",
  summary: "Ask for a confirm token",
  input: OperationInput,
  creates: true,
  async facts(tx, { operationId }, actor) {
    const { operation, access } = await operationFor(tx, actor, operationId);
    return { target: operationTarget(operation), access };
  },
  async apply(tx, { input, actor }) {
    const { operation, access } = await operationFor(tx, actor, input.operationId);
    if (operation.state !== "held")
      throw conflict(`This operation is ${operation.state}; there is nothing to confirm.`);
    if (operation.level !== "MEDIUM")
      throw conflict("From danger level HIGH on, the name is typed in the browser.");
    if (!actor.userId || !mayConfirm(actor, operation, access)) throw forbidden("You may not confirm this.");
    return { confirm: await createConfirmToken(tx, operation, actor.userId) };
  },
});
