import { z } from "zod";
import { pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { messageModes, messageStates } from "#lib/kernel/states.ts";

/** What a person says to an agent that is at work. */

export const MessageMode = z.enum(messageModes, { message: "must be queue or interrupt" });
export type MessageMode = z.infer<typeof MessageMode>;

export const SendMessageInput = z.object({
  runId: Id,
  text: z
    .string({ message: "give the message as text" })
    .trim()
    .min(1, { message: "must not be empty" })
    .max(20_000, { message: "must have at most 20000 characters" })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    .refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text), {
      message: "must not hold control characters",
    }),
  mode: MessageMode.default("queue"),
});
export type SendMessageInput = z.infer<typeof SendMessageInput>;

export const WithdrawMessageInput = z.object({ runId: Id, messageId: Id });
export type WithdrawMessageInput = z.infer<typeof WithdrawMessageInput>;

export const ListMessagesInput = z.object({ runId: Id });

export const MessageView = z.object({
  id: Id,
  runId: Id,
  mode: MessageMode,
  /** `waiting`: the agent does not know of it yet. */
  state: z.enum(messageStates),
  text: z.string(),
  /** The name of who said it. */
  createdBy: z.string().nullable(),
  sentAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type MessageView = z.infer<typeof MessageView>;

export const MessageAnswer = z.object({ message: MessageView });
export type MessageAnswer = z.infer<typeof MessageAnswer>;
export const MessagePage = pageOf(MessageView);
