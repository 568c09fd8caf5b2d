import { phaseOf } from "#lib/client/held-operation.ts";
import type { ConsentView, Need, OperationView, QueueView } from "#lib/kernel/answer.ts";
import { isRemoval } from "#lib/kernel/command-words.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";

const waits: Record<NonNullable<AnswerableOperation["waitsFor"]>, string> = {
  confirmation: "needs a confirmation",
  cooldown: "cooling down",
  second_confirmation: "needs the second confirmation",
  approval: "needs an administrator",
  requirement: "a requirement is not met",
};

/** The second half of a row's last line: what it waits for, or how it ended. */
export function stateWords(entry: AnswerableOperation, nowMs: number): string {
  if (entry.state !== "held" || !entry.waitsFor) return entry.error?.message ?? "";
  if (isOwnTooEarly(entry, nowMs)) return "needs your approval, after the whole cooldown";
  // An administrator may answer while it cools down, so that is the news.
  const isForOthers = lacksApproval(entry) && entry.approvableAt === null;
  return entry.waitsFor === "cooldown" && isForOthers ? waits.approval : waits[entry.waitsFor];
}

/** `Agent of #36`, else the name. */
export const askerOf = ({ actor, task }: OperationView): string =>
  actor.kind === "agent" && task ? `Agent of #${task.number}` : actor.name;

/** The person who asked, or on whose behalf it was asked. */
export const personOf = ({ actor, onBehalfOf }: OperationView): { id: string; name: string } | null =>
  onBehalfOf ?? (actor.kind === "person" ? actor : null);

export const isCooling = (operation: OperationView, nowMs: number): boolean =>
  operation.state === "held" && phaseOf(operation, nowMs) === "cooling";

/** What the approving button says: `Approve deletion`. */
export const approveLabel = (command: string): string =>
  isRemoval(command) ? "Approve deletion" : "Approve";

/** Who may approve, by who may not: `Anyone but M. K. and A. S.` */
export function whoMayApprove(operation: OperationView): string {
  const asker = personOf(operation);
  const confirmers = holding(operation.consents).filter(({ kind }) => kind === "confirmation");
  const names = new Set([...(asker ? [asker.name] : []), ...confirmers.map(({ person }) => person.name)]);
  const list = [...names];
  if (list.length === 0) return "Any administrator.";
  return `Any administrator but ${list.length === 1 ? list[0] : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`}.`;
}

/** Why this person may not approve; null where nothing about them speaks against it. */
export function whyNotApprove(operation: OperationView, userId: string): string | null {
  if (personOf(operation)?.id === userId)
    return operation.actor.kind === "person" ? "You asked for it." : "It was asked for you.";
  const hasConfirmed = holding(operation.consents).some(
    ({ kind, person }) => kind === "confirmation" && person.id === userId,
  );
  return hasConfirmed ? "You confirmed it." : null;
}

/** True for the only administrator there is: what others may not approve of their own, they may in the end. */
export const isSoleAdmin = (operation: AnswerableOperation, userId: string): boolean =>
  operation.isSoleAdmin && whyNotApprove(operation, userId) !== null;

export const lacksApproval = ({ needs }: OperationView): boolean =>
  needs.some(({ requirement, met }) => requirement === "admin_approval" && !met);

/** True while all that is left is the approval of the only administrator, and its time has not come. */
export const isOwnTooEarly = (entry: AnswerableOperation, nowMs: number): boolean =>
  entry.waitsFor === "approval" &&
  lacksApproval(entry) &&
  entry.approvableAt !== null &&
  Date.parse(entry.approvableAt) > nowMs;

export const holding = (consents: readonly ConsentView[]): ConsentView[] =>
  consents.filter(({ lapsedAt }) => lapsedAt === null);

/** `4 of 6`. */
export const metOf = (needs: readonly Need[]): string =>
  `${needs.filter((need) => need.met).length} of ${needs.length}`;

export const emptyWords: Record<QueueView, { title: string; text: string }> = {
  waiting: {
    title: "Nothing waits",
    text: "What would interrupt or destroy something waits here until the right person has answered, whoever asked: a person, a key or an agent.",
  },
  mine: {
    title: "You wait for nothing",
    text: "What you, your keys and your agents ask for and others have to answer stands here.",
  },
  decided: {
    title: "Nothing was decided yet",
    text: "What was confirmed, approved, rejected or withdrawn stays here, with who did it and why.",
  },
};
