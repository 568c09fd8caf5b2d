import { operationFor } from "#lib/operations/access.ts";
import { requireHeld } from "#lib/operations/answers.ts";
import { stakesAs } from "#lib/operations/ask-again.ts";
import type { FindCommand } from "#lib/operations/command.ts";
import { fingerprintOf } from "#lib/operations/judge.ts";
import { lookAgain, readHeld } from "#lib/operations/look-again.ts";
import { query } from "#lib/operations/query.ts";
import { OperationInput, StakesNow } from "#lib/operations/schema.ts";
import { databaseNow } from "#lib/operations/store.ts";
import { currentActor } from "#lib/operations/stored-actor.ts";

/** What would go if a held operation ran now: its command looks at the outside for whoever is asked to consent. */
export const readLosses = (findCommand: FindCommand) =>
  query({
    name: "operation.losses",
    http: "GET /api/operations/:operationId/losses",
    summary: "Look at what would go now",
    input: OperationInput,
    output: StakesNow,
    async read({ tx, platform, actor, input }) {
      const { operation } = await operationFor(tx, actor, input.operationId);
      requireHeld(operation);
      const seen = await lookAgain(platform, findCommand, operation);
      const { command, input: asked } = readHeld(platform, findCommand, operation);
      const facts = await command.facts(tx, asked, await currentActor(tx, operation), seen);
      const { losses, dependants, changes, lastBackup } = stakesAs(facts);
      return {
        losses,
        dependants,
        changes,
        lastBackup,
        lookedAt: (await databaseNow(tx)).toISOString(),
        hasChanged: fingerprintOf(facts) !== operation.fingerprint,
      };
    },
  });
