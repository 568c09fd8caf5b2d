import { z } from "zod";
import { ActorView, Need, OperationState, PageInput, pageOf, Target } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";
import { Name } from "#lib/kernel/text.ts";

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
    /** What ended it otherwise than well: who rejected it and why, or what failed. */
    outcome: z.string().nullable(),
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

/** What goes out of the dashboard: the body of a webhook, and what a mail is written from. */
export const OutgoingNotice = z.object({
  /** The delivery: the same however often it is sent. */
  id: Id,
  /** The event: `operation.held`. */
  kind: z.string(),
  at: z.iso.datetime(),
  operation: z.object({
    id: Id,
    command: z.string(),
    level: DangerLevel,
    state: OperationState,
    target: Target,
    warning: z.string(),
    reason: z.string().nullable(),
    // What waited while another version wrote it has none.
    outcome: z.string().nullable().default(null),
    asker: ActorView.extend({ onBehalfOf: ActorView.nullable() }),
    needs: z.array(Need),
    /** Where it is answered; never in the message itself. */
    url: z.string(),
  }),
});
export type OutgoingNotice = z.infer<typeof OutgoingNotice>;

export const channelKinds = ["webhook", "email"] as const;
export const tlsModes = ["tls", "starttls", "none"] as const;

const urlRule = "must be an http:// or https:// address, such as https://hooks.example.org/lockkeeper";

const Url = z
  .string(urlRule)
  .trim()
  .max(1000, "at most 1,000 characters")
  .superRefine((text, context) => {
    const url = URL.parse(text);
    const message =
      !url || !/^https?:$/.test(url.protocol) || !url.hostname
        ? urlRule
        : url.username || url.password
          ? "must not hold a user name or password; each message is signed"
          : url.hash
            ? "must not have a fragment"
            : null;
    if (message) context.addIssue({ code: "custom", message });
  })
  .transform((text) => new URL(text).href);

const Host = z
  .string("give the name of the server")
  .trim()
  .max(253, "at most 253 characters")
  .regex(/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/i, "must be a host, such as smtp.example.org");

const MailAddress = z
  .email("must be an e-mail address, such as ada@example.org")
  .max(254, "at most 254 characters");

const line = (rule: string) =>
  z
    .string(rule)
    .min(1, rule)
    .max(500, "at most 500 characters")
    .regex(/^[^\p{Cc}]+$/u, "must not hold control characters");

const fields = {
  url: Url.optional().describe("Webhook: where each message is posted to."),
  host: Host.nullable()
    .optional()
    .describe("E-mail: the SMTP server; null for the installation's own, as its settings say."),
  port: z
    .number("give a number")
    .int("give a whole number")
    .min(1, "at least 1")
    .max(65_535, "at most 65535")
    .optional()
    .describe("E-mail: its port; 587 with STARTTLS and 465 with TLS are usual."),
  tls: z
    .enum(tlsModes, `must be one of: ${tlsModes.join(", ")}`)
    .optional()
    .describe("E-mail: TLS from the first byte, by STARTTLS, or none."),
  user: line("give the user name").nullable().optional().describe("E-mail: the user; null for none."),
  password: line("give the password").optional().describe("E-mail: the user's password, kept encrypted."),
  from: MailAddress.optional().describe("E-mail: the sender's address."),
  recipients: z
    .array(MailAddress)
    .min(1, "give one at least, or null for the people concerned")
    .max(50, "at most 50")
    .nullable()
    .optional()
    .describe("E-mail: fixed addresses; null for the people each notice concerns."),
  allowPrivate: z
    .boolean("must be true or false")
    .optional()
    .describe("Whether it may lead to this machine or its private network; only the owner may say so."),
};

export const CreateChannelInput = z.object({
  kind: z.enum(channelKinds, `must be one of: ${channelKinds.join(", ")}`).describe("What it speaks."),
  name: Name.describe("What people call it."),
  ...fields,
});
export type CreateChannelInput = z.infer<typeof CreateChannelInput>;

export const ChannelInput = z.object({ channelId: Id });

export const UpdateChannelInput = ChannelInput.extend({
  name: Name.optional().describe("What people call it."),
  isEnabled: z.boolean("must be true or false").optional().describe("Whether anything is sent by it."),
  newSecret: z.boolean("must be true or false").optional().describe("Webhook: make another signing secret."),
  ...fields,
});
export type UpdateChannelInput = z.infer<typeof UpdateChannelInput>;

export const WebhookSettings = z.object({ url: z.string(), allowPrivate: z.boolean() });
export const EmailSettings = z.object({
  /** Null: the installation's own server, whatever the settings say of it when a mail is sent. */
  host: z.string().nullable(),
  port: z.number(),
  tls: z.enum(tlsModes),
  user: z.string().nullable(),
  /** Null where the installation's own server says it. */
  from: z.string().nullable(),
  /** Null: the people that each notice concerns. */
  recipients: z.array(z.string()).nullable(),
  allowPrivate: z.boolean(),
});
export type WebhookSettings = z.infer<typeof WebhookSettings>;
export type EmailSettings = z.infer<typeof EmailSettings>;

export const deliveryStates = ["pending", "sent", "failed"] as const;

export const DeliveryView = z.object({
  id: Id,
  /** The event it tells of; `test` for one that a person asked for. */
  kind: z.string(),
  operationId: Id.nullable(),
  /** What it is about: "Delete project harbor-api". */
  title: z.string(),
  state: z.enum(deliveryStates),
  /** How often it was tried. */
  attempt: z.number(),
  answer: z.string().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

const channelBase = {
  id: Id,
  name: z.string(),
  isEnabled: z.boolean(),
  /** `failing` once twenty attempts in a row failed. */
  health: z.enum(["unused", "working", "troubled", "failing"]),
  failedInRow: z.number(),
  lastDelivery: DeliveryView.nullable(),
  createdAt: z.iso.datetime(),
};

export const ChannelView = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("webhook"), ...channelBase, ...WebhookSettings.shape }),
  z.object({
    kind: z.literal("email"),
    ...channelBase,
    ...EmailSettings.shape,
    isPasswordSet: z.boolean(),
  }),
]);
export type ChannelView = z.infer<typeof ChannelView>;

export const ChannelPage = pageOf(ChannelView);

/** `secret` is what a webhook's messages are signed with; shown this once, null where none was made. */
export const SavedChannel = z.object({ channel: ChannelView, secret: z.string().nullable() });
export type SavedChannel = z.infer<typeof SavedChannel>;

export const TestedChannel = z.object({ isSent: z.boolean(), answer: z.string(), durationMs: z.number() });
export type TestedChannel = z.infer<typeof TestedChannel>;

export const ListDeliveriesInput = PageInput.extend({ channelId: Id, cursor: Id.optional() });
export const DeliveryPage = pageOf(DeliveryView);
export const DeliveryInput = z.object({ deliveryId: Id.describe("The delivery.") });
export const RetriedDelivery = z.object({ delivery: DeliveryView });
