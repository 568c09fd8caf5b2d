import { z } from "zod";
import { RootName, SafeName } from "./service.ts";

export const AgentKey = SafeName;

const Variables = z.record(
  z.string().regex(/^[A-Z_][A-Z0-9_]{0,99}$/, { message: "must hold only A-Z, 0-9 and _" }),
  z
    .string()
    .max(256 * 1024)
    .refine((value) => !value.includes("\0"), { message: "must not contain NUL" }),
);

export const StartAgentInput = z.object({
  root: RootName,
  /** The server's environment, already rendered; the agent's commands do not see it. */
  env: Variables.default({}),
  /** What the agent's commands see besides PATH, HOME and the like (author and committer of its commits). */
  shellEnv: Variables.default({}),
});
export type StartAgentInput = z.infer<typeof StartAgentInput>;

/** Times are ISO 8601 UTC. `memoryBytes` is what the server itself has resident. */
export const AgentAnswer = z.object({
  key: AgentKey,
  state: z.enum(["running", "stopped"]),
  root: z.string(),
  /** Absolute, as the agent names it in its sessions. */
  directory: z.string(),
  pid: z.number().int().nullable(),
  startedAt: z.string().nullable(),
  memoryBytes: z.number().int().nullable(),
});
export type AgentAnswer = z.infer<typeof AgentAnswer>;

/** `started`: a new process was begun, so whatever ran in an earlier one was interrupted. */
export const StartAgentAnswer = AgentAnswer.extend({ started: z.boolean() });
export type StartAgentAnswer = z.infer<typeof StartAgentAnswer>;

export const AgentsAnswer = z.object({ items: z.array(AgentAnswer) });

/** `purge` also removes its home: its sessions and transcripts. */
export const StopAgentQuery = z.object({
  purge: z
    .enum(["true", "false"])
    .default("false")
    .transform((value) => value === "true"),
});
export const StopAgentAnswer = z.object({ stopped: z.literal(true) });
