import { z } from "zod";
import { DangerLevel } from "./danger.ts";
import { Id } from "./ids.ts";

/** The shapes every door answers with; clients rely on them: fields may be added, never renamed. */

export const operationStates = [
  "denied",
  "queued",
  "held",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "rejected",
  "expired",
] as const;
export const OperationState = z.enum(operationStates);
export type OperationState = z.infer<typeof OperationState>;

export const openStates: readonly OperationState[] = ["queued", "held", "running"];

export const channels = ["dashboard", "api", "cli", "mcp", "schedule", "webhook", "system"] as const;
export const Channel = z.enum(channels);
export type Channel = z.infer<typeof Channel>;

/** One line of the checklist: a fact that must hold or a consent that must be given. */
export const Need = z.object({ requirement: z.string(), met: z.boolean(), how: z.string() });
export type Need = z.infer<typeof Need>;

/** Something that goes when the operation runs; `sizeBytes` where it is known. */
export const Loss = z.object({ kind: z.string(), name: z.string(), sizeBytes: z.number().nullable() });
export type Loss = z.infer<typeof Loss>;

/** Something that rests on what would go, and what becomes of it. */
export const Dependant = z.object({ kind: z.string(), name: z.string(), note: z.string() });
export type Dependant = z.infer<typeof Dependant>;

/** What becomes what, in words; `from` is null where there was nothing. Of a secret it says only that it changes. */
export const Change = z.object({
  what: z.string().describe("What changes, by its name on the screen."),
  from: z.string().nullable().describe("What it is; null where there was nothing, and of a secret."),
  to: z.string().describe("What it becomes; of a secret only that it changes."),
});
export type Change = z.infer<typeof Change>;

/** The newest backup of what would go; `verifiedAt` is when it was restored once to prove it. */
export const LastBackup = z.object({
  takenAt: z.iso.datetime(),
  verifiedAt: z.iso.datetime().nullable(),
  sizeBytes: z.number().nullable(),
});
export type LastBackup = z.infer<typeof LastBackup>;

/** What made the level higher than the catalogue's: a rule, or something found about the target. */
export const Raised = z.object({ from: DangerLevel, by: z.string() });
export type Raised = z.infer<typeof Raised>;

export const Target = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string(),
  projectId: z.string().nullable(),
});
export type Target = z.infer<typeof Target>;

export const OperationRef = z.object({ id: Id, command: z.string(), state: OperationState });
export type OperationRef = z.infer<typeof OperationRef>;

export const HeldOperation = OperationRef.extend({
  level: DangerLevel,
  /** The plain sentence of the catalogue. */
  warning: z.string(),
  target: Target,
  needs: z.array(Need),
  losses: z.array(Loss),
  dependants: z.array(Dependant),
  changes: z.array(Change).describe("What becomes what when it runs."),
  /** Null: there is none. */
  lastBackup: LastBackup.nullable(),
  raised: Raised.nullable(),
  /** Of what a consent relies on; sent back with one, it holds for what was shown. */
  fingerprint: z.string(),
  /** True when the name of the target has to be typed to confirm. */
  typedName: z.boolean(),
  notBefore: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
});
export type HeldOperation = z.infer<typeof HeldOperation>;

export const ConfirmToken = z.object({ token: z.string(), expiresAt: z.iso.datetime() });
export type ConfirmToken = z.infer<typeof ConfirmToken>;

/** What a confirmation led to; whole, with a token where one may be used, while the operation is still held. */
export const ConfirmAnswer = z.object({
  operation: z.union([HeldOperation, OperationRef]),
  confirm: ConfirmToken.nullable(),
  /** The result of what ran by this, where a part of it is shown this once and kept nowhere. */
  shown: z.record(z.string(), z.unknown()).optional(),
});

export const stepStates = ["pending", "running", "succeeded", "failed", "undone", "not_undone"] as const;
export const StepState = z.enum(stepStates);

export const OperationStep = z.object({
  name: z.string(),
  state: StepState,
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  error: z.string().nullable(),
});
export type OperationStep = z.infer<typeof OperationStep>;

export const ActorView = z.object({
  kind: z.enum(["person", "key", "agent", "system"]),
  id: z.string(),
  name: z.string(),
});
export type ActorView = z.infer<typeof ActorView>;

export const ErrorShape = z.object({
  type: z.string(),
  message: z.string(),
  status: z.number(),
  details: z.record(z.string(), z.unknown()),
});
export type ErrorShape = z.infer<typeof ErrorShape>;

export const consentKinds = ["confirmation", "approval", "break_glass"] as const;

/** One person's answer to a held operation; `lapsedAt` when the world changed and it was asked for again. */
export const ConsentView = z.object({
  kind: z.enum(consentKinds),
  person: z.object({ id: Id, name: z.string() }),
  isNameTyped: z.boolean(),
  reason: z.string().nullable(),
  givenAt: z.iso.datetime(),
  lapsedAt: z.iso.datetime().nullable(),
});
export type ConsentView = z.infer<typeof ConsentView>;

/** What a held operation waits for next. */
export const waitsForNames = [
  "confirmation",
  "cooldown",
  "second_confirmation",
  "approval",
  "requirement",
] as const;
export type WaitsFor = (typeof waitsForNames)[number];

/** The parts of the queue: what is held, what one asked for oneself, and what was answered. */
export const queueViews = ["waiting", "mine", "decided"] as const;
export type QueueView = (typeof queueViews)[number];

/** What the one who looks may do about a held operation now. */
export const MayAnswer = z.object({
  confirm: z.boolean(),
  approve: z.boolean(),
  reject: z.boolean(),
  cancel: z.boolean(),
  breakGlass: z.boolean(),
});
export type MayAnswer = z.infer<typeof MayAnswer>;

/** One recorded request for a command, as lists and the detail page show it. */
export const OperationView = OperationRef.extend({
  level: DangerLevel,
  sentence: z.string(),
  via: Channel,
  actor: ActorView,
  /** The person behind a key or an agent. */
  onBehalfOf: ActorView.nullable(),
  /** The task that an agent works on. */
  task: z.object({ number: z.number(), title: z.string() }).nullable(),
  target: Target,
  reason: z.string().nullable(),
  attempt: z.number(),
  /** True once it was asked to stop and has not yet. */
  isCancelAsked: z.boolean(),
  progress: z.object({ percent: z.number().nullable(), text: z.string() }).nullable(),
  steps: z.array(OperationStep),
  needs: z.array(Need),
  losses: z.array(Loss),
  dependants: z.array(Dependant),
  changes: z.array(Change).describe("What becomes what when it runs."),
  lastBackup: LastBackup.nullable(),
  raised: Raised.nullable(),
  fingerprint: z.string(),
  consents: z.array(ConsentView),
  typedName: z.boolean(),
  /** Null for one that never waited for a consent. */
  heldAt: z.iso.datetime().nullable(),
  notBefore: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  error: ErrorShape.nullable(),
  result: z.unknown(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type OperationView = z.infer<typeof OperationView>;

/** What a command is answered with, at every door. */
export type CommandAnswer<Result = unknown> =
  | { outcome: "done"; result: Result; operation: OperationRef }
  | { outcome: "accepted"; result: Result; operation: OperationRef }
  | { outcome: "held"; operation: HeldOperation; confirm: ConfirmToken | null }
  | { outcome: "error"; error: ErrorShape; operation: OperationRef | null; requestId: string };

/** A page of a list; `nextCursor` goes into `?cursor=` of the next request. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const PageInput = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
