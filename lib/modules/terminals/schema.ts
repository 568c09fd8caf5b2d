import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { RootName } from "#workspaced/protocol/service.ts";

/** What people call a terminal; it never reaches a shell or tmux. */
export const TerminalName = z
  .string("a text")
  .trim()
  .min(1, "a name of at least one character")
  .max(60, "at most 60 characters")
  .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u, "one line without control characters");

export const OpenTerminalInput = z.object({
  workspaceId: Id,
  /** The first free one of main, main-2 … when left out. */
  name: TerminalName.optional(),
  /** The worktree of a run, or the workspace's own folder. */
  root: RootName,
});
export type OpenTerminalInput = z.infer<typeof OpenTerminalInput>;

export const TerminalRef = z.object({ id: Id, name: z.string() });
export type TerminalRef = z.infer<typeof TerminalRef>;

export const ClosedTerminal = TerminalRef.pick({ id: true });

export const TerminalInput = z.object({ terminalId: Id });
export type TerminalInput = z.infer<typeof TerminalInput>;

export const LocateFileInput = TerminalInput.extend({
  /** As a program printed it: absolute, or from the folder that the terminal is in. */
  path: z.string("a text").min(1, "a path").max(1000, "at most 1,000 characters"),
});

/** From the workspace's folder; null where there is no such file in it. */
export const LocatedFile = z.object({ path: z.string().nullable() });
export type LocatedFile = z.infer<typeof LocatedFile>;

export const RenameTerminalInput = TerminalInput.extend({ name: TerminalName });
export type RenameTerminalInput = z.infer<typeof RenameTerminalInput>;

export const ListTerminalsInput = z.object({ workspaceId: Id });
export type ListTerminalsInput = z.infer<typeof ListTerminalsInput>;

export const TerminalView = TerminalRef.extend({
  workspaceId: Id,
  projectId: Id,
  createdAt: z.iso.datetime(),
  /** As last observed; a terminal can be reached while it is `running`. */
  workspaceState: z.string(),
  /** False for who may look at the project and not change it. */
  mayType: z.boolean(),
});
export type TerminalView = z.infer<typeof TerminalView>;

/** A terminal as the workspace itself describes it at this moment. */
export const LiveTerminal = TerminalRef.extend({
  createdAt: z.iso.datetime(),
  /** The program in the foreground; null where the system does not say. */
  command: z.string().nullable(),
  /** Something other than the shell itself is in the foreground. */
  busy: z.boolean(),
  lastTypedAt: z.string().nullable(),
  viewers: z.number(),
});
export type LiveTerminal = z.infer<typeof LiveTerminal>;

export const TerminalList = z.object({
  items: z.array(LiveTerminal),
  nextCursor: z.null(),
  /** With `pty` terminals end with the workspace's helper; with `tmux` they outlive it. */
  kind: z.enum(["tmux", "pty"]),
});
export type TerminalList = z.infer<typeof TerminalList>;
