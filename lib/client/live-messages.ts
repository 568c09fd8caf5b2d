import { z } from "zod";

/** One event of `/api/events`: the topic is the first part of the query keys it makes stale. */
export const Change = z.object({
  topic: z.string(),
  id: z.string().optional(),
  projectId: z.string().optional(),
  name: z.string(),
});
export type Change = z.infer<typeof Change>;

export interface LiveStatus {
  state: "connecting" | "live" | "reconnecting";
  /** When this state began, in milliseconds since 1970. */
  sinceMs: number;
  /** How often a connection was tried since the last live one. */
  attempt: number;
}

/** What the tab with the stream tells the others, and what they ask of it. */
export const TabMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("change"), change: Change }),
  z.object({ kind: z.literal("reset") }),
  z.object({
    kind: z.literal("status"),
    status: z.object({
      state: z.enum(["connecting", "live", "reconnecting"]),
      sinceMs: z.number(),
      attempt: z.number(),
    }),
  }),
  z.object({ kind: z.literal("hello") }),
  z.object({ kind: z.literal("retry") }),
]);
export type TabMessage = z.infer<typeof TabMessage>;
