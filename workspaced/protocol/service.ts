import { z } from "zod";

/** Names that a folder, a branch of tmux or a container sees: no leading dot or dash, nothing to quote. */
export const SafeName = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, {
  message: "must start with a small letter or digit and hold only a-z, 0-9, _, . and - (at most 63)",
});

/** `workspace`, another configured root, or `worktree:<name>`. */
export const RootName = z
  .string()
  .regex(/^(worktree:)?[a-z0-9][a-z0-9_.-]{0,62}$/, {
    message: "must be a root such as workspace or worktree:<name>",
  })
  .default("workspace");

export const HealthAnswer = z.object({
  ok: z.literal(true),
  version: z.string(),
  pid: z.number().int(),
  terminals: z.enum(["tmux", "pty"]),
});
export type HealthAnswer = z.infer<typeof HealthAnswer>;

export const AgentActivity = z.object({ id: z.string(), state: z.string() }).loose();
export type AgentActivity = z.infer<typeof AgentActivity>;

/** What keeps a workspace awake: typing and agents, never an open tab. Times are ISO 8601 UTC. */
export const ActivityAnswer = z.object({
  lastTypedAt: z.string().nullable(),
  /** The terminal that was typed into last; a workspaced of an earlier version does not say. */
  lastTypedIn: z.string().nullish(),
  terminals: z.array(z.object({ name: z.string(), command: z.string().nullable(), busy: z.boolean() })),
  agents: z.array(AgentActivity),
});
export type ActivityAnswer = z.infer<typeof ActivityAnswer>;

/** What lies in the folder and in the worktrees beside it; null where there is too much to count in two seconds. */
export const UsageAnswer = z.object({
  workspaceBytes: z.number().int().nullable(),
  worktreesBytes: z.number().int().nullable(),
});
export type UsageAnswer = z.infer<typeof UsageAnswer>;

export const ShutdownInput = z.object({
  /** Ends terminals and agents with what runs in them; without it they live on for the next start. */
  endTerminals: z.boolean(),
});
export const ShutdownAnswer = z.object({ stopping: z.literal(true) });

/** The file stateDir/workspaced.json, by which the runtime finds a running workspaced again. */
export const ServiceRecord = z.object({
  pid: z.number().int().positive(),
  port: z.number().int().positive(),
  startedAt: z.string(),
  version: z.string(),
});
export type ServiceRecord = z.infer<typeof ServiceRecord>;
