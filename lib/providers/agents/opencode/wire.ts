import { z } from "zod";

/** The part of OpenCode's V1 answers and events that the driver reads. Unknown fields, parts and events are let through. */

const Metadata = z.record(z.string(), z.unknown());
const Count = z.number().catch(0);

export const Tokens = z.object({
  input: Count,
  output: Count,
  reasoning: Count,
  cache: z.object({ read: Count, write: Count }).catch({ read: 0, write: 0 }),
});

export const WireError = z.object({
  name: z.string(),
  data: z
    .object({
      message: z.string().optional(),
      statusCode: z.number().optional(),
      isRetryable: z.boolean().optional(),
    })
    .catch({}),
});
export type WireError = z.infer<typeof WireError>;

export const SessionInfo = z.object({
  id: z.string(),
  parentID: z.string().optional(),
  cost: Count.optional(),
  tokens: Tokens.optional(),
  time: z.object({ updated: z.number() }).optional(),
});
export type SessionInfo = z.infer<typeof SessionInfo>;

export const SessionStatus = z.object({
  type: z.enum(["idle", "busy", "retry"]),
  attempt: z.number().optional(),
  message: z.string().optional(),
  next: z.number().optional(),
});
export type SessionStatus = z.infer<typeof SessionStatus>;

export const MessageInfo = z.object({
  id: z.string(),
  sessionID: z.string(),
  role: z.enum(["user", "assistant"]),
  parentID: z.string().optional(),
  time: z.object({ created: z.number(), completed: z.number().optional() }),
  error: WireError.optional(),
  finish: z.string().optional(),
  structured: z.unknown().optional(),
});
export type MessageInfo = z.infer<typeof MessageInfo>;

const partHead = { id: z.string(), sessionID: z.string(), messageID: z.string() };
const Time = z.object({ start: z.number().optional(), end: z.number().optional() });

const TextPart = z.object({
  ...partHead,
  type: z.enum(["text", "reasoning"]),
  text: z.string(),
  synthetic: z.boolean().optional(),
  time: Time.optional(),
});
export type TextPart = z.infer<typeof TextPart>;

const ToolPart = z.object({
  ...partHead,
  type: z.literal("tool"),
  callID: z.string(),
  tool: z.string(),
  state: z.object({
    status: z.enum(["pending", "running", "completed", "error"]),
    input: Metadata.catch({}),
    output: z.string().optional(),
    title: z.string().optional(),
    error: z.string().optional(),
    metadata: Metadata.optional().catch({}),
    time: Time.optional(),
  }),
});
export type ToolPart = z.infer<typeof ToolPart>;

const OtherPart = z
  .object({ ...partHead, type: z.string() })
  .transform((part) => ({ ...part, type: "other" as const }));
export const Part = z.union([TextPart, ToolPart, OtherPart]);
export type Part = z.infer<typeof Part>;

export const Message = z.object({ info: MessageInfo, parts: z.array(Part) });
export type Message = z.infer<typeof Message>;

const ToolReference = z.object({ callID: z.string() }).optional();

export const Permission = z.object({
  id: z.string(),
  sessionID: z.string(),
  permission: z.string(),
  patterns: z.array(z.string()).catch([]),
  always: z.array(z.string()).catch([]),
  metadata: Metadata.catch({}),
  tool: ToolReference,
});
export type Permission = z.infer<typeof Permission>;

export const Question = z.object({
  id: z.string(),
  sessionID: z.string(),
  questions: z.array(
    z.object({
      question: z.string(),
      header: z.string().default(""),
      options: z.array(z.object({ label: z.string(), description: z.string().default("") })).default([]),
      multiple: z.boolean().default(false),
      custom: z.boolean().default(true),
    }),
  ),
  tool: ToolReference,
});
export type Question = z.infer<typeof Question>;

const ofSession = { sessionID: z.string() };
const event = <Type extends string, Shape extends z.ZodType>(type: Type, properties: Shape) =>
  z.object({ type: z.literal(type), properties });

export const WireEvent = z.discriminatedUnion("type", [
  event("message.updated", z.object({ info: MessageInfo })),
  event("message.part.updated", z.object({ part: Part })),
  event(
    "message.part.delta",
    z.object({
      ...ofSession,
      messageID: z.string(),
      partID: z.string(),
      field: z.string(),
      delta: z.string(),
    }),
  ),
  event("session.created", z.object({ info: SessionInfo })),
  event("session.updated", z.object({ info: SessionInfo })),
  event("session.status", z.object({ ...ofSession, status: SessionStatus })),
  event("session.idle", z.object(ofSession)),
  event("session.error", z.object({ sessionID: z.string().optional(), error: WireError.optional() })),
  event("permission.asked", Permission),
  event(
    "permission.replied",
    z.object({ requestID: z.string(), reply: z.enum(["once", "always", "reject"]) }),
  ),
  event("question.asked", Question),
  event("question.replied", z.object({ requestID: z.string(), answers: z.array(z.array(z.string())) })),
  event("question.rejected", z.object({ requestID: z.string() })),
  event("file.edited", z.object({ file: z.string() })),
]);
export type WireEvent = z.infer<typeof WireEvent>;

/** Everything that is read again after a connect. `sessions` holds the followed session and its children. */
export type Truths = {
  sessions: SessionInfo[];
  messages: Message[];
  /** Of the sessions of its sub-agents, each after the one that started it. */
  childMessages: Message[];
  permissions: Permission[];
  questions: Question[];
  status: SessionStatus;
};
