import type { Loss } from "#lib/kernel/answer.ts";
import { AppError, conflict, invalid, notFound } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import type { AnyCommand, CommandFacts, FindCommand } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { ruleChangeOf } from "#lib/operations/rule-change.ts";
import type { RuleInput, RuleSubject, RuleView } from "#lib/operations/rule-schema.ts";
import {
  findRule,
  listRules,
  policyOf,
  type RuleRow,
  removeRule,
  writeRule,
} from "#lib/operations/rule-store.ts";
import { ruleView } from "#lib/operations/rule-view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation, accessToProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";
import { publish } from "#lib/platform/db/transact.ts";
import { type ActionName, type ActionRow, actionRow } from "#lib/protection/actions.ts";
import {
  type CooledLevel,
  cooledLevels,
  isNoEasier,
  type Policy,
  type RuleChange,
  requirementsOf,
  usualCooldownMsOf,
} from "#lib/protection/requirements.ts";

/** What a rule is and would be: shared by raising and relaxing. */
export interface RuleDraft extends CommandFacts {
  /** The rule as it would stand; null where it is taken away. */
  change: RuleChange | null;
  before: RuleRow | null;
  /** Whether it would ask for at least what is asked for now. */
  isNoEasier: boolean;
  /** The same of what is left where there is no rule at this place: after an end. */
  isNoEasierWithout: boolean;
  /** When it ends; null for a rule without an end. */
  expiresAt: Date | null;
}

/** Looks at a change of the rules before it is made; throws for one that is none, or that no rule may make. */
export async function draftRule(
  tx: Tx,
  findCommand: FindCommand,
  actor: Actor,
  input: RuleInput,
): Promise<RuleDraft> {
  const { command: subject, projectId = null } = input;
  requireChangeable(subject, findCommand, input);
  if (projectId && (await accessToProject(tx, actor, projectId)) === "none") throw notFound("project");
  // Two changes at once would each start from what stood before both: the second would take the first away.
  await lockByName(tx, "rules");
  const before = await findRule(tx, subject, projectId);
  const change = input.reset ? null : { ...(before && ruleChangeOf(before)), ...given(input) };
  const inForce = await listRules(tx, projectId);
  const others = inForce.filter((rule) => rule.subject !== subject || rule.projectId !== projectId);
  const now = policyOf([...others, ...(before ? [before] : [])], subject);
  const then = policyOf(change ? [...others, { ...stored(change), subject, projectId }] : others, subject);
  const without = policyOf(others, subject);
  const compared = compare(subject, now, then);
  // What was relaxed for a time stays so for that time only, unless an owner asks for more.
  const isStillRelaxed = compared.isNoEasier && !compare(subject, without, then).isNoEasier;
  return {
    target: { kind: "rule", id: subject, name: subject, projectId },
    access: accessToInstallation(actor),
    fingerprint: { before: before && ruleChangeOf(before), change },
    losses: compared.losses,
    change,
    before,
    isNoEasier: compared.isNoEasier,
    isNoEasierWithout: compare(subject, now, without).isNoEasier,
    expiresAt: input.until ? new Date(input.until) : (isStillRelaxed && before?.expiresAt) || null,
  };
}

/** Writes a drafted rule, and what it changed into the audit log. */
export async function applyDraft(
  tx: Tx,
  { change, before, expiresAt }: RuleDraft,
  {
    input,
    actor,
    operationId,
    reason,
  }: { input: RuleInput; actor: Actor; operationId: string; reason: string | null },
): Promise<{ rule: RuleView | null }> {
  const { command: subject, projectId = null } = input;
  if (change) {
    await writeRule(tx, {
      id: newId(),
      subject,
      projectId,
      ...stored(change),
      reason,
      setBy: actor.userId,
      expiresAt,
    });
  } else if (!(await removeRule(tx, subject, projectId))) throw conflict("There is no such rule any more.");
  noteChange(tx, operationId, { before: before && ruleChangeOf(before), after: change });
  publish(tx, { topic: "rules", name: "rule.changed", subjectId: subject, projectId });
  const inForce = await listRules(tx, projectId);
  const rule = inForce.find((one) => one.subject === subject && one.projectId === projectId);
  return { rule: rule ? ruleView(rule) : null };
}

const given = ({ level, consents, cooldownMs }: RuleInput): RuleChange => ({
  ...(level && { level }),
  ...(consents && { consents }),
  ...(cooldownMs !== undefined && { cooldownMs }),
});

const stored = ({ level = null, consents = null, cooldownMs = null }: RuleChange) => ({
  level,
  consents: consents && [...consents],
  cooldownMs,
});

export const isLevel = (subject: RuleSubject): subject is CooledLevel =>
  cooledLevels.some((level) => level === subject);

/** The protection's own commands stay as they are, and so does what can be answered only at once. */
export function isChangeable(subject: ActionName, command: AnyCommand | undefined): boolean {
  return !/^(operation|rule)\./.test(subject) && command !== undefined && !command.shownOnce;
}

function requireChangeable(subject: RuleSubject, findCommand: FindCommand, input: RuleInput): void {
  if (!isLevel(subject)) {
    const command = findCommand(subject);
    if (isChangeable(subject, command)) return;
    const why = command?.shownOnce
      ? "what it answers is shown once, to who asked"
      : "the protection itself rests on it";
    throw new AppError("CONFLICT", `No rule changes ${subject}: ${why}.`);
  }
  if (input.projectId)
    throw invalid("projectId", "the cooldown of a level is a rule of the whole installation");
  if (input.level || input.consents) throw invalid("level", "of a level only its cooldownMs can be changed");
}

function compare(subject: RuleSubject, now: Policy, then: Policy) {
  if (isLevel(subject)) {
    const [from, to] = [usualCooldownMsOf(subject, now), usualCooldownMsOf(subject, then)];
    return { isNoEasier: to >= from, losses: cooldownChange(from, to) };
  }
  const row: ActionRow = actionRow(subject);
  const [from, to] = [requirementsOf(row, [], now), requirementsOf(row, [], then)];
  const level = from.level === to.level ? [] : [told("danger level", from.level, to.level)];
  const consents = [from, to].map((one) => one.consents.map(wordsOf).join(", ") || "none");
  const [was = "", is = ""] = consents;
  return {
    isNoEasier: isNoEasier(row, now, then),
    losses: [
      ...level,
      ...(was === is ? [] : [told("consents", was, is)]),
      ...cooldownChange(from.cooldownMs, to.cooldownMs),
    ],
  };
}

const wordsOf = (consent: string): string => consent.replaceAll("_", " ");
const told = (kind: string, from: string, to: string): Loss => ({
  kind,
  name: `${from} → ${to}`,
  sizeBytes: null,
});

const cooldownChange = (fromMs: number, toMs: number): Loss[] =>
  fromMs === toMs ? [] : [told("cooldown", spanOf(fromMs), spanOf(toMs))];

/** `90 min`, `24 h`; in the largest unit that tells it exactly. */
function spanOf(ms: number): string {
  if (ms === 0) return "none";
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
