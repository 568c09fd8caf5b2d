import type {
  HeldOperation,
  Loss,
  Need,
  OperationRef,
  OperationStep,
  OperationView,
} from "#lib/kernel/answer.ts";
import { ErrorShape } from "#lib/kernel/answer.ts";
import type { OperationRow, StepRow } from "#lib/operations/store.ts";
import { storedActor } from "#lib/operations/stored-actor.ts";
import { actorView, personBehind } from "#lib/platform/auth/actor.ts";
import { type ActionName, actions } from "#lib/protection/actions.ts";

const isoOf = (date: Date | null): string | null => date?.toISOString() ?? null;

/** The plain sentence of the catalogue; an operation of a command that is gone has none. */
export function sentenceOf(command: string): string {
  return command in actions ? actions[command as ActionName].sentence : "";
}

const targetOf = (row: OperationRow) => ({
  kind: row.targetKind,
  id: row.targetId,
  name: row.targetName,
  projectId: row.projectId,
});

export const refOf = (row: OperationRow): OperationRef => ({
  id: row.id,
  command: row.command,
  state: row.state,
});

export const heldView = (row: OperationRow): HeldOperation => ({
  ...refOf(row),
  level: row.level,
  warning: sentenceOf(row.command),
  target: targetOf(row),
  needs: row.needs as Need[],
  losses: row.losses as Loss[],
  typedName: row.typedName,
  notBefore: isoOf(row.notBefore),
  expiresAt: isoOf(row.expiresAt),
});

const stepView = (step: StepRow): OperationStep => ({
  name: step.name,
  state: step.state,
  startedAt: isoOf(step.startedAt),
  endedAt: isoOf(step.endedAt),
  error: step.error,
});

/** An operation as lists and its page show it; secrets were left out when it was written. */
export function operationView(row: OperationRow, steps: readonly StepRow[]): OperationView {
  const actor = storedActor(row);
  return {
    ...refOf(row),
    level: row.level,
    sentence: sentenceOf(row.command),
    via: row.via,
    actor: actorView(actor),
    onBehalfOf: personBehind(actor),
    target: targetOf(row),
    reason: row.reason,
    attempt: row.attempt,
    isCancelAsked: row.isCancelAsked,
    progress: row.progress,
    steps: steps.map(stepView),
    needs: row.needs as Need[],
    losses: row.losses as Loss[],
    typedName: row.typedName,
    notBefore: isoOf(row.notBefore),
    expiresAt: isoOf(row.expiresAt),
    error: row.error ? ErrorShape.parse(row.error) : null,
    result: row.result ?? null,
    createdAt: row.createdAt.toISOString(),
    startedAt: isoOf(row.startedAt),
    endedAt: isoOf(row.endedAt),
  };
}
