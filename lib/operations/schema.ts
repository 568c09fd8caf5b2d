import { z } from "zod";
import {
  Change,
  ConfirmToken,
  Dependant,
  HeldOperation,
  LastBackup,
  Loss,
  MayAnswer,
  OperationRef,
  OperationState,
  OperationView,
  PageInput,
  pageOf,
  queueViews,
  waitsForNames,
} from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";
import { Description, SearchText } from "#lib/kernel/text.ts";

export const OperationInput = z.object({ operationId: Id });
export const ChangedOperation = z.object({ operation: OperationRef });
/** `confirm` is null where the level or the asker asks for another way. */
export const IssuedToken = z.object({ operation: HeldOperation, confirm: ConfirmToken.nullable() });

/** Of what was shown to who answers; another one than it has now is refused. */
const Fingerprint = z.string().max(200).optional();

export const ConfirmOperationInput = z.union(
  [
    z.object({ token: z.string().min(20).max(200), reason: Description.optional() }),
    z.object({
      operationId: Id,
      typedName: z.string().max(200).default(""),
      fingerprint: Fingerprint,
      reason: Description.optional(),
    }),
  ],
  "give a token, or an operationId with the typed name",
);
export type ConfirmOperationInput = z.infer<typeof ConfirmOperationInput>;

const TypedName = z.string().max(200).optional();

export const ApproveInput = z.object({
  operationId: Id,
  typedName: TypedName,
  fingerprint: Fingerprint,
  reason: Description.optional(),
});

const Reason = Description.min(1, "say why; it stands in the audit log");
export const RejectInput = z.object({ operationId: Id, reason: Reason });
export const BreakGlassInput = z.object({ operationId: Id, reason: Reason });

/** How an operation stands after an answer: whole while it is held. */
export const HeldResult = z.object({ operation: z.union([HeldOperation, OperationRef]) });

const states = z
  .union([OperationState, z.array(OperationState), z.string().transform((text) => text.split(","))])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .pipe(z.array(OperationState));

export const ListOperationsInput = PageInput.extend({
  cursor: Id.optional(),
  state: states.optional(),
  level: DangerLevel.optional(),
  projectId: Id.optional(),
  personId: Id.optional(),
  command: SearchText(100).optional(),
  /** Words of the command's name or of its target's, in any order. */
  text: SearchText(100).optional(),
});

/** What has work of its own, as `/api/jobs` gives it: the same rows as the operations. */
export const ListJobsInput = ListOperationsInput.pick({
  limit: true,
  cursor: true,
  state: true,
  projectId: true,
});
export const JobInput = z.object({ jobId: Id });

export const OperationPage = pageOf(OperationView);

/** An operation and what the one who looks may do about it now. */
export const AnswerableOperation = OperationView.extend({
  may: MayAnswer,
  /** The one who looks is the only owner or admin: what they ask for they approve in the end. */
  isSoleAdmin: z.boolean(),
  /** From when the only admin who looks may approve what is their own; null for others, and before it is confirmed. */
  approvableAt: z.iso
    .datetime()
    .nullable()
    .describe("From when the only administrator may approve what is their own; null for everybody else."),
  /** Null for one that is not held. */
  waitsFor: z.enum(waitsForNames).nullable(),
});
export type AnswerableOperation = z.infer<typeof AnswerableOperation>;

export const ListQueueInput = PageInput.extend({
  cursor: Id.optional(),
  view: z.enum(queueViews).default("waiting"),
  projectId: Id.optional(),
  level: DangerLevel.optional(),
  text: SearchText(100).optional(),
});

export const QueuePage = pageOf(AnswerableOperation).extend({
  /** Held operations that one can answer now, and those one asked for; both end at 1000. */
  counts: z.object({ waiting: z.number(), mine: z.number() }),
  /** Cooldowns that owners skipped in the last seven days; for administrators. */
  breakGlasses: z.array(
    z.object({
      operationId: Id,
      command: z.string(),
      targetName: z.string(),
      person: z.object({ id: Id, name: z.string() }),
      reason: z.string().nullable(),
      at: z.iso.datetime(),
    }),
  ),
});
export type QueuePage = z.infer<typeof QueuePage>;

export const StakesNow = z.object({
  losses: z.array(Loss),
  dependants: z.array(Dependant),
  changes: z.array(Change).describe("What becomes what when it runs."),
  lastBackup: LastBackup.nullable(),
  lookedAt: z.iso.datetime(),
  /** True when what a consent relies on is not what it was: confirming asks again. */
  hasChanged: z.boolean(),
});
