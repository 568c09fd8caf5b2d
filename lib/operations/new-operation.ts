import { sql } from "drizzle-orm";
import { isAtLeast } from "#lib/kernel/danger.ts";
import { invalid, toErrorBody } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { heldAs, stakesAs } from "#lib/operations/ask-again.ts";
import type { AnyCommand, CommandFacts } from "#lib/operations/command.ts";
import { recordInput } from "#lib/operations/input-record.ts";
import { denialError, fingerprintOf } from "#lib/operations/judge.ts";
import { insertOperation, leaseEnd, type NewOperation, type OperationRow } from "#lib/operations/store.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import type { Decision } from "#lib/protection/decide.ts";

/** A request for a command, with its input parsed. */
export interface CommandRequest {
  actor: Actor;
  origin: RequestOrigin;
  reason: string | null;
  input: unknown;
  inputHash: string;
}

export interface JudgedRequest {
  command: AnyCommand;
  request: CommandRequest;
  facts: CommandFacts;
  decision: Decision;
}

/** The lease owner of what a door runs while its caller waits. */
export const directOwner = "door";

/** Writes down a request and what was decided about it. */
export async function recordOperation(
  tx: Tx,
  masterKey: MasterKey,
  judged: JudgedRequest,
): Promise<OperationRow> {
  const { command, request, facts, decision } = judged;
  const id = newId();
  const isJob = command.work !== undefined && !command.work.isDirect;
  const kept = recordInput(masterKey, command, {
    id,
    personId: request.actor.userId,
    input: request.input,
    keepsWhole: decision.verdict === "hold" || (decision.verdict === "allow" && isJob),
    isDenied: decision.verdict === "deny",
  });
  return insertOperation(tx, {
    id,
    command: command.name,
    level: decision.level,
    via: request.actor.via,
    actor: { ...request.actor, access: facts.access, isOwn: facts.isOwn ?? false },
    personId: request.actor.userId,
    targetKind: facts.target.kind,
    targetId: facts.target.id,
    targetName: facts.target.name,
    projectId: facts.target.projectId,
    input: kept.shown,
    sealedInput: kept.sealed,
    inputHash: request.inputHash,
    reason: request.reason,
    raised: decision.raised,
    ...stakesAs(facts),
    fingerprint: fingerprintOf(facts),
    workKey: command.work?.key(request.input) ?? null,
    requestId: request.origin.requestId,
    ...consequences(judged),
  });
}

type Consequences = Pick<NewOperation, "state" | "needs"> & Partial<NewOperation>;

/** What the decision makes of the operation. */
function consequences({ command, request, decision }: JudgedRequest): Consequences {
  const now = sql`now()`;
  switch (decision.verdict) {
    case "deny": {
      const error = { ...toErrorBody(denialError(decision)) };
      return { state: "denied", needs: decision.missing.map((need) => ({ ...need })), error, endedAt: now };
    }
    case "hold": {
      // In the dashboard the reason comes with the first confirmation, where the person sees what it is for.
      if (isAtLeast(decision.level, "HIGH") && !request.reason && request.actor.via !== "dashboard") {
        throw invalid("reason", "say why; from danger level HIGH on a reason is required");
      }
      return { state: "held", heldAt: now, ...heldAs(decision) };
    }
    case "allow":
      if (!command.work) return { state: "succeeded", needs: [], startedAt: now, endedAt: now };
      if (!command.work.isDirect) return { state: "queued", needs: [] };
      return {
        state: "running",
        needs: [],
        attempt: 1,
        leaseOwner: directOwner,
        leaseUntil: leaseEnd,
        startedAt: now,
      };
  }
}
