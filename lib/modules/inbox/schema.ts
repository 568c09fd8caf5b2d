import { z } from "zod";
import { Change, pageOf } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";
import { PermissionEvent, QuestionEvent, Verdict } from "#lib/modules/runs/schema.ts";

/** All that waits for a person, in one list. */

export const inboxKinds = ["ask", "approval", "review", "paused"] as const;
export const InboxKind = z.enum(inboxKinds, { message: `must be one of: ${inboxKinds.join(", ")}` });
export type InboxKind = z.infer<typeof InboxKind>;

const waiting = {
  id: z.string(),
  project: z.object({ id: Id, name: z.string() }).nullable(),
  since: z.iso.datetime(),
  /** Null: it waits as long as it takes. */
  deadlineAt: z.iso.datetime().nullable(),
  /** What happens then; or, without a deadline, what holds until somebody acts. */
  otherwise: z.string(),
};

const ofTask = {
  task: z.object({ id: Id, number: z.number().int(), title: z.string() }),
  runId: Id,
};

export const PermissionItem = z.object({
  ...waiting,
  ...ofTask,
  kind: z.literal("permission"),
  ask: PermissionEvent,
});
export const QuestionItem = z.object({
  ...waiting,
  ...ofTask,
  kind: z.literal("question"),
  ask: QuestionEvent,
});
export const ReviewItem = z.object({
  ...waiting,
  ...ofTask,
  kind: z.literal("review"),
  /** What its AI review said, where it had one. */
  verdict: Verdict.pick({ verdict: true, summary: true }).nullable(),
  /** Why it stands there, where that needs words: a conflict, a failed check. */
  reason: z.string().nullable(),
});
export const PausedItem = z.object({
  ...waiting,
  ...ofTask,
  kind: z.literal("paused"),
  reason: z.string().nullable(),
  /** Set where a limit stopped it. */
  pausedFor: z.string().nullable(),
});
export const ApprovalItem = z.object({
  ...waiting,
  kind: z.literal("approval"),
  operationId: Id,
  command: z.string(),
  level: DangerLevel,
  targetName: z.string(),
  changes: z.array(Change).describe("What becomes what when it runs."),
  /** Who asked for it. */
  actor: z.object({ kind: z.string(), name: z.string() }),
  reason: z.string().nullable(),
  /** Nothing can happen before, whoever answers. */
  notBefore: z.iso.datetime().nullable(),
});

export const InboxItem = z.discriminatedUnion("kind", [
  PermissionItem,
  QuestionItem,
  ReviewItem,
  PausedItem,
  ApprovalItem,
]);
export type InboxItem = z.infer<typeof InboxItem>;

export const ListInboxInput = z.object({ projectId: Id.optional(), kind: InboxKind.optional() });
export type ListInboxInput = z.infer<typeof ListInboxInput>;

/** What ends first stands first, then what waits longest; no more than 200 of a kind. */
export const InboxPage = pageOf(InboxItem).extend({
  /** Of each kind, before `kind` narrows the list. */
  counts: z.object({
    ask: z.number().int(),
    approval: z.number().int(),
    review: z.number().int(),
    paused: z.number().int(),
  }),
});
export type InboxPage = z.infer<typeof InboxPage>;
