import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { commentStates } from "#lib/kernel/states.ts";
import { CommentFields, RunTaskInput, saysNothing, saysSomething } from "#lib/modules/runs/schema.ts";

/** What people say to the lines of a run's changes, and which files of it they have seen. */

const OfRun = RunTaskInput.extend({ runId: Id.optional() });
export const ReadReviewInput = OfRun;

export const ReviewComment = z.object({
  id: Id,
  state: z.enum(commentStates),
  path: z.string(),
  /** Null: to the file as a whole. */
  line: z.number().int().nullable(),
  endLine: z.number().int().nullable(),
  side: z.enum(["old", "new"]),
  text: z.string(),
  suggestion: z.string().nullable(),
  /** The head of the run that it was said about; another one may have other lines. */
  commit: z.string().nullable(),
  createdBy: z.object({ id: Id, name: z.string() }),
  sentAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type ReviewComment = z.infer<typeof ReviewComment>;

export const ReviewView = z.object({
  /** Null where the task never ran. */
  runId: Id.nullable(),
  /** One's own drafts, and what anybody sent; oldest first. */
  comments: z.array(ReviewComment),
  /** Files that one has seen, by the digest of the change that was seen. */
  marks: z.array(z.object({ path: z.string(), digest: z.string() })),
});
export type ReviewView = z.infer<typeof ReviewView>;

const isInOrder = ({ line, endLine }: z.infer<typeof CommentFields>): boolean =>
  (endLine ?? null) === null || (line !== null && (endLine ?? 0) >= line);
const outOfOrder = { path: ["endLine"], message: "must not be before line" };

export const AddCommentInput = RunTaskInput.extend(CommentFields.shape)
  .refine(saysSomething, saysNothing)
  .refine(isInOrder, outOfOrder);
export type AddCommentInput = z.infer<typeof AddCommentInput>;

const OfComment = RunTaskInput.extend({ commentId: Id });
/** What is left out stays as it is. */
export const ChangeCommentInput = OfComment.extend({
  text: CommentFields.shape.text.optional(),
  suggestion: CommentFields.shape.suggestion,
});
export const RemoveCommentInput = OfComment;
export const RemovedComment = z.object({ id: Id });

export const MarkFileInput = RunTaskInput.extend({
  path: CommentFields.shape.path,
  digest: z
    .string({ message: "give the digest of the change" })
    .min(1, { message: "must be a digest from the list of changes" })
    .max(64, { message: "must be a digest from the list of changes" }),
  isViewed: z.boolean({ message: "must be true or false" }),
});
export const MarkedFile = z.object({ path: z.string(), isViewed: z.boolean() });
