import { z } from "zod";
import { SearchText } from "#lib/kernel/text.ts";
import { FollowOutputInput } from "#lib/modules/runs/schema.ts";

/** How one finds a place in a long run: its outline, its words, and what the agent means to do. */

export const ReadOutlineInput = FollowOutputInput;

export const OutlineEntry = z.object({
  key: z.string(),
  position: z.number().int(),
  kind: z.enum(["prompt", "ask", "review", "edit", "agent", "status"]),
  label: z.string(),
});
export type OutlineEntry = z.infer<typeof OutlineEntry>;

/** One thing on the agent's own list. */
export const Todo = z.object({
  content: z.string(),
  status: z.enum(["pending", "in_progress", "completed", "cancelled"]).catch("pending"),
});
export type Todo = z.infer<typeof Todo>;

export const Outline = z.object({
  /** In the order of the conversation; of very many the last ones. */
  entries: z.array(OutlineEntry),
  /** The list as the agent wrote it last; null where it keeps none. */
  todos: z.array(Todo).nullable(),
  /** How many things were said and done. */
  events: z.number().int(),
});
export type Outline = z.infer<typeof Outline>;

export const SearchTranscriptInput = FollowOutputInput.extend({ q: SearchText(200) });

const Match = z.object({ key: z.string(), position: z.number().int() });

export const Matches = z.object({
  /** In the order of the conversation. */
  items: z.array(Match),
  /** There were more: the last ones are given. */
  isCut: z.boolean(),
});
export type Matches = z.infer<typeof Matches>;
