import type {
  Change,
  ConsentView,
  Dependant,
  HeldOperation,
  Loss,
  Need,
  OperationRef,
  OperationStep,
  OperationView,
} from "#lib/kernel/answer.ts";
import { ErrorShape, LastBackup } from "#lib/kernel/answer.ts";
import type { NamedConsent, OperationRow, StepRow } from "#lib/operations/store.ts";
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
  dependants: row.dependants as Dependant[],
  changes: row.changes as Change[],
  lastBackup: row.lastBackup ? LastBackup.parse(row.lastBackup) : null,
  raised: row.raised,
  fingerprint: row.fingerprint,
  typedName: row.typedName,
  notBefore: isoOf(row.notBefore),
  expiresAt: isoOf(row.expiresAt),
});

/** The whole while it is held, its state after that. */
export const heldOrRef = (row: OperationRow): HeldOperation | OperationRef =>
  row.state === "held" ? heldView(row) : refOf(row);

const stepView = (step: StepRow): OperationStep => ({
  name: step.name,
  state: step.state,
  startedAt: isoOf(step.startedAt),
  endedAt: isoOf(step.endedAt),
  error: step.error,
});

export const consentView = (consent: NamedConsent): ConsentView => ({
  kind: consent.kind,
  person: { id: consent.personId, name: consent.personName },
  isNameTyped: consent.isNameTyped,
  reason: consent.reason,
  givenAt: consent.givenAt.toISOString(),
  lapsedAt: isoOf(consent.lapsedAt),
});

/** What is told with an operation: its steps in the order of the work, and who answered it. */
interface OperationParts {
  steps: readonly StepRow[];
  consents: readonly NamedConsent[];
}

/** An operation as lists and its page show it; secrets were left out when it was written. */
export function operationView(row: OperationRow, { steps, consents }: OperationParts): OperationView {
  const actor = storedActor(row);
  const { warning: sentence, ...held } = heldView(row);
  return {
    ...held,
    sentence,
    via: row.via,
    actor: actorView(actor),
    onBehalfOf: personBehind(actor),
    task: actor.task,
    reason: row.reason,
    attempt: row.attempt,
    isCancelAsked: row.isCancelAsked,
    progress: row.progress,
    steps: steps.map(stepView),
    consents: consents.map(consentView),
    heldAt: isoOf(row.heldAt),
    error: row.error ? ErrorShape.parse(row.error) : null,
    result: row.result ?? null,
    createdAt: row.createdAt.toISOString(),
    startedAt: isoOf(row.startedAt),
    endedAt: isoOf(row.endedAt),
  };
}
