import { z } from "zod";
import { ActorView, Channel, PageInput, pageOf } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";
import { SearchText } from "#lib/kernel/text.ts";

/** What was done, and what keys read. */

const timeHelp = "a time such as 2031-01-31T12:00:00Z";
const Time = z.iso.datetime({ offset: true, message: timeHelp });
const RowNumber = z.coerce
  .number({ message: "must be the cursor of the page before" })
  .int({ message: "must be a whole number" })
  .min(1, { message: "must be 1 or more" })
  .max(Number.MAX_SAFE_INTEGER, { message: "is too large" });

/** Of one event or of several, with commas between. */
const Whats = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => [value].flat().flatMap((text) => text.split(",")))
  .pipe(
    z
      .array(z.string().regex(/^[a-z_]+([.][a-z_-]+)+$/, { message: "must be names such as operation.held" }))
      .max(40, { message: "must be at most 40 names" }),
  )
  .describe("Events by name, such as `operation.held`; several with commas between.");

/** What a list of entries is narrowed to; all of it has to fit. */
export const AuditFilter = z.object({
  what: Whats.optional(),
  command: SearchText(100).optional(),
  level: DangerLevel.optional(),
  projectId: Id.optional(),
  operationId: Id.optional(),
  /** The person who did it, or stood behind the key or agent. */
  personId: Id.optional(),
  actorId: SearchText(100).describe("The person, key or run that did it.").optional(),
  via: Channel.describe("The way it came in.").optional(),
  from: Time.describe("From this moment on.").optional(),
  to: Time.describe("Before this moment.").optional(),
  text: SearchText(100)
    .describe("Words of the command, the target, who did it or why: all of them, in any case and order.")
    .optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const ListAuditInput = AuditFilter.extend({
  limit: PageInput.shape.limit,
  cursor: RowNumber.optional(),
});
export const exportFormats = ["csv", "jsonl"] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const ExportAuditInput = AuditFilter.extend({
  format: z
    .enum(exportFormats, { message: `must be one of: ${exportFormats.join(", ")}` })
    .default("csv")
    .describe(
      "`csv` for people and spreadsheets; `jsonl` for what checks the seals. A line without the address that you may not read has none.",
    ),
});
export const ListProtectionLogsInput = ListAuditInput.omit({ what: true });

const Json = z.record(z.string(), z.unknown());

export const AuditEntry = z.object({
  id: z.number().int(),
  /** Which row of the whole log it is; no number is ever left out. */
  sequence: z.number().int(),
  at: z.iso.datetime(),
  /** Such as `operation.held` or `sign_in.completed`. */
  what: z.string(),
  command: z.string().nullable(),
  level: DangerLevel.nullable(),
  /** Null for a stranger. */
  actor: ActorView.nullable(),
  onBehalfOf: ActorView.nullable(),
  via: Channel.nullable(),
  target: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  projectId: Id.nullable(),
  operationId: Id.nullable(),
  reason: z.string().nullable(),
  /** Both null where the reader may not know from where somebody came. */
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string().nullable(),
  /** The fields that a change of settings changed; secrets are never among them. */
  before: Json.nullable(),
  after: Json.nullable(),
  /** What else the record says. */
  details: Json,
  /** The ends of its seal, to be compared by eye; null until it is sealed. */
  seal: z.string().nullable(),
  isSealed: z.boolean(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
export const AuditPage = pageOf(AuditEntry);

export const ListAccessesInput = z.object({
  limit: PageInput.shape.limit,
  cursor: RowNumber.optional(),
  projectId: Id.optional(),
  personId: Id.optional(),
  actorId: SearchText(100).describe("The key or agent that read.").optional(),
  verb: SearchText(100).describe("What was read, as `project.list`.").optional(),
});
export type ListAccessesInput = z.infer<typeof ListAccessesInput>;

export const AccessEntry = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  actor: ActorView,
  person: z.object({ id: Id, name: z.string() }).nullable(),
  via: Channel,
  verb: z.string(),
  /** The ids that it was asked about. */
  subject: z.string().nullable(),
  projectId: Id.nullable(),
  requestId: z.string(),
  ip: z.string().nullable(),
});
export type AccessEntry = z.infer<typeof AccessEntry>;
export const AccessPage = pageOf(AccessEntry);

export const verifyModes = ["whole", "newest"] as const;

export const VerifyAuditInput = z.object({
  mode: z
    .enum(verifyModes, { message: `must be one of: ${verifyModes.join(", ")}` })
    .default("whole")
    .describe("`whole`: every row; `newest`: those written since the last check of this server."),
});

export const auditFaults = ["changed", "removed", "reordered", "cut"] as const;

/** Whether the log is what was written to it. */
export const ChainReport = z.object({
  /** Null until a first check has ended; with `isRunning`, ask again. */
  isWhole: z.boolean().nullable(),
  /** Sealed rows that hold. */
  rows: z.number().int(),
  /** The time of the last of them. */
  sealedUntil: z.iso.datetime().nullable(),
  /** Rows that wait for their seal, and since when the oldest of them does. */
  unsealed: z.number().int(),
  unsealedSince: z.iso.datetime().nullable(),
  /** Whether this server also keeps the newest link outside of the database. */
  isAnchored: z.boolean(),
  /** The first row that is wrong: changed or moved itself, or what stood before it is gone, or it is. */
  brokenAtId: z.number().int().nullable(),
  why: z.enum(auditFaults).nullable(),
  checkedAt: z.iso.datetime().nullable(),
  /** When every row was checked last. */
  wholeCheckedAt: z.iso.datetime().nullable(),
  /** A check goes on; `checkedRows` is how far it is. */
  isRunning: z.boolean(),
  checkedRows: z.number().int(),
});
export type ChainReport = z.infer<typeof ChainReport>;
