import { z } from "zod";
import { RootName, SafeName } from "./service.ts";

export const TerminalKind = z.enum(["tmux", "pty"]);
export type TerminalKind = z.infer<typeof TerminalKind>;

export const TerminalAnswer = z.object({
  name: z.string(),
  createdAt: z.string(),
  lastTypedAt: z.string().nullable(),
  /** The program in the foreground; null where the system does not say. */
  command: z.string().nullable(),
  /** Something other than the shell itself is in the foreground. */
  busy: z.boolean(),
  /** The process the terminal began with; it stays the same for the terminal's life. */
  pid: z.number().int(),
  viewers: z.number().int(),
});
export type TerminalAnswer = z.infer<typeof TerminalAnswer>;

/** With kind `pty` terminals end with workspaced, which the screen must say. */
export const TerminalsAnswer = z.object({ kind: TerminalKind, items: z.array(TerminalAnswer) });
export type TerminalsAnswer = z.infer<typeof TerminalsAnswer>;

export const CreateTerminalInput = z.object({
  name: SafeName,
  root: RootName,
  /** A folder relative to the root. */
  cwd: z.string().default(""),
});
export type CreateTerminalInput = z.input<typeof CreateTerminalInput>;

export const LocateInput = z.object({
  /** A path as a program printed it: absolute, or from the folder that the terminal is in. */
  path: z.string().min(1).max(1000),
});

/** From the root `workspace`; null where there is no such file in it. */
export const LocateAnswer = z.object({ path: z.string().nullable() });
export type LocateAnswer = z.infer<typeof LocateAnswer>;

export const RenameTerminalInput = z.object({ name: SafeName });

export const TerminalSocketQuery = z.object({
  /** The viewer's own id, the same across its reconnects. */
  viewer: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, { message: "must be a UUID" })
    .optional(),
  /** How far this viewer has the stream: the last ready.cursor plus the bytes received since. */
  cursor: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  cols: z.coerce.number().int().min(2).max(1000).optional(),
  rows: z.coerce.number().int().min(1).max(1000).optional(),
  /** Who it is, as the other viewers are told; only the server knows that. */
  name: z.string().max(200).optional(),
});
export type TerminalSocketQuery = z.infer<typeof TerminalSocketQuery>;

/** Text frames from the viewer; binary frames are typing. */
export const ViewerMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("resize"),
    cols: z.number().int().min(2).max(1000),
    rows: z.number().int().min(1).max(1000),
    /** From now on this viewer's size is the terminal's, as if it had typed. */
    takes: z.boolean().optional(),
  }),
  z.object({ type: z.literal("ack"), bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  z.object({ type: z.literal("ping") }),
]);
export type ViewerMessage = z.infer<typeof ViewerMessage>;

/** One of those who see a terminal. */
export const ViewerView = z.object({
  name: z.string().nullable(),
  isYou: z.boolean(),
  /** The terminal has this viewer's size: it typed last, or has been there longest where nobody typed. */
  isSizing: z.boolean(),
});
export type ViewerView = z.infer<typeof ViewerView>;

/**
 * Text frames to the viewer; binary frames are output. `viewers` tells the size that the output is made for and who
 * sees it, before all else and at every change of it. `ready` comes before the first output, and again wherever a viewer fell so far
 * behind that a snapshot takes the place of what it missed (gap: true): its cursor counts from there. The bytes of a
 * snapshot begin with a full reset. `exit` comes last.
 */
export const ServerMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), cursor: z.number().int(), gap: z.boolean() }),
  z.object({
    type: z.literal("viewers"),
    cols: z.number().int(),
    rows: z.number().int(),
    items: z.array(ViewerView),
  }),
  z.object({ type: z.literal("exit"), code: z.number().int().nullable() }),
  z.object({ type: z.literal("pong") }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
