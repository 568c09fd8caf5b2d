import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { Prose, RunTaskInput } from "#lib/modules/runs/schema.ts";

/** What people answer to an agent that asks. */

const AskId = z.string().min(1, { message: "must not be empty" }).max(200);

export const AnswerPermissionInput = z.object({
  runId: Id,
  permissionId: AskId,
  reply: z.enum(["once", "always", "reject"], { message: "must be once, always or reject" }),
  message: Prose("message", 2000).optional(),
});
export type AnswerPermissionInput = z.infer<typeof AnswerPermissionInput>;

export const AnswerQuestionInput = z.object({
  runId: Id,
  questionId: AskId,
  /** One list of chosen labels, or own words, per question. Null: the questions are rejected. */
  answers: z
    .array(z.array(Prose("answer", 4000)).max(50))
    .max(50)
    .nullable(),
});
export type AnswerQuestionInput = z.infer<typeof AnswerQuestionInput>;

/** What a person approves is what they saw. */
export const ApproveTaskInput = RunTaskInput.extend({
  /** The digest of the list of changes that was looked at; left out, whatever stands in the worktree is taken. */
  seen: z
    .string({ message: "give the digest of the list of changes" })
    .regex(/^[\w-]{43}$/, { message: "must be the digest of a list of changes" })
    .optional(),
});
export type ApproveTaskInput = z.infer<typeof ApproveTaskInput>;
