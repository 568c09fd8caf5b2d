import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { SearchText } from "#lib/kernel/text.ts";
import { RunView } from "#lib/modules/runs/schema.ts";
import { TaskView } from "#lib/modules/tasks/schema.ts";

/** Tasks as a board shows them: what a card says and no more, so that thousands fit into one answer. */

const ToldRun = RunView.pick({
  id: true,
  ordinal: true,
  state: true,
  error: true,
  activity: true,
  place: true,
  waitsFor: true,
  openAsks: true,
  pausedFor: true,
  model: true,
  costUsd: true,
  mergeCommit: true,
  pullRequest: true,
  contestId: true,
  contest: true,
  startedAt: true,
  endedAt: true,
});

/** Of a task's current run. */
export const CardRun = ToldRun.extend({
  /** What its reviewer said last; null where it said nothing yet. */
  review: z.object({ verdict: z.enum(["approve", "changes", "none"]), notes: z.number().int() }).nullable(),
});
/** What a card says of a run, out of all that is known of it. */
export const toldOf = (run: RunView): z.infer<typeof ToldRun> => ToldRun.parse(run);
export type CardRun = z.infer<typeof CardRun>;

export const Card = TaskView.pick({
  id: true,
  projectId: true,
  number: true,
  title: true,
  status: true,
  resolution: true,
  statusReason: true,
  priority: true,
  assignee: true,
  position: true,
  labels: true,
  isApproving: true,
  isRemoving: true,
  moves: true,
  updatedAt: true,
}).extend({
  /** Numbers of tasks that it comes after and that are not done. */
  waitsFor: z.array(z.number().int()),
  run: CardRun.nullable(),
});
export type Card = z.infer<typeof Card>;

/** Ids with commas between them. */
const Ids = z
  .string({ message: "give ids with commas between them" })
  .max(10_000, { message: "must be at most 200 ids" })
  .transform((text) => text.split(",").filter((id) => id !== ""))
  .pipe(z.array(Id).max(200, { message: "must be at most 200 ids" }));

const BoardInput = z.object({
  /** Only these, and whatever an agent works on: what has changed since the board was read. */
  ids: Ids.optional(),
});
export const ReadBoardInput = BoardInput.extend({ projectId: Id });
export const ReadBoardsInput = BoardInput;

export const Board = z.object({
  /** What changed last comes first, done ones come last; a board puts them in order. */
  cards: z.array(Card),
  /** There are more than a board takes: done cards that changed longest ago are left out. */
  isCut: z.boolean(),
});
export type Board = z.infer<typeof Board>;

/** The cards of a project, or of all, whose title, description or number holds every word. */
export const FindCardsInput = z.object({ projectId: Id.optional(), q: SearchText(200) });
export const FoundCards = z.object({ ids: z.array(Id) });
