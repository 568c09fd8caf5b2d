import { z } from "zod";
import { ActorView, OperationState, PageInput, pageOf, Target } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";

/** What people are told of, named as the event of the operation that says so. */
export const noticeKinds = [
  "held",
  "confirmed",
  "approved",
  "cooled",
  "consents_lapsed",
  "rejected",
  "expired",
  "denied",
  "cooldown_skipped",
  "succeeded",
  "failed",
] as const;
export const NoticeKind = z.enum(noticeKinds);
export type NoticeKind = z.infer<typeof NoticeKind>;

/** What one person can give a held operation now. */
export const WaitsFor = z.enum(["confirmation", "second_confirmation", "approval"]);
export type WaitsFor = z.infer<typeof WaitsFor>;

export const NoticeView = z.object({
  id: Id,
  kind: NoticeKind,
  at: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
  /** What the reader can give it now; null where it does not wait for them. */
  waitsFor: WaitsFor.nullable(),
  operation: z.object({
    id: Id,
    command: z.string(),
    level: DangerLevel,
    state: OperationState,
    target: Target,
    asker: ActorView,
    /** The person behind a key or an agent. */
    onBehalfOf: ActorView.nullable(),
    reason: z.string().nullable(),
    notBefore: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable(),
  }),
});
export type NoticeView = z.infer<typeof NoticeView>;

/** `items` newest first; `waiting` is what the reader can answer now, at most 50; `unread` counts all of them. */
export const NoticePage = pageOf(NoticeView).extend({ waiting: z.array(NoticeView), unread: z.number() });
export type NoticePage = z.infer<typeof NoticePage>;

export const ListNoticesInput = PageInput.extend({ cursor: Id.optional() });

export const ReadNoticesInput = z
  .object({
    ids: z.array(Id).max(200, "at most 200 at once").optional().describe("The notices that were read."),
    all: z.boolean("must be true or false").optional().describe("Every notice of yours was read."),
  })
  .refine(({ ids, all }) => ids !== undefined || all === true, {
    message: "give the ids that were read, or all: true",
    path: ["ids"],
  });
export type ReadNoticesInput = z.infer<typeof ReadNoticesInput>;

export const ReadNotices = z.object({ read: z.number() });
