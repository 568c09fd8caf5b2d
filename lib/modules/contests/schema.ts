import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { RunTaskInput, RunView } from "#lib/modules/runs/schema.ts";
import { ModelName } from "#lib/modules/tasks/schema.ts";

/** Several runs of one task, begun together so that one of their results is kept. */

export const contestantsMin = 2;
export const contestantsMax = 5;
const bounds = { message: `name ${contestantsMin} to ${contestantsMax} models` };

const Contestant = z.object({
  /** Left out: as a run of the project would take it. */
  provider: ProviderName.optional(),
  model: ModelName,
  /** Left out: the version in force. */
  configVersion: z
    .number({ message: "must be the number of a version" })
    .int({ message: "must be a whole number" })
    .min(0, { message: "must be 0 or more" })
    .max(1_000_000_000, { message: "is too large" })
    .optional(),
});
export type Contestant = z.infer<typeof Contestant>;

export const CompareRunsInput = RunTaskInput.extend({
  models: z.array(Contestant, bounds).min(contestantsMin, bounds).max(contestantsMax, bounds),
});
export type CompareRunsInput = z.infer<typeof CompareRunsInput>;

export const KeepRunInput = RunTaskInput.extend({ runId: Id });

export const ComparedRun = z.object({
  run: RunView,
  configVersion: z.number().int(),
  /** Whether it is the one that was kept. */
  isKept: z.boolean(),
  /** False: it came to no result, or its worktree is gone. */
  isKeepable: z.boolean(),
  /** Null while it has not begun, and where its workspace does not answer. */
  changes: z
    .object({ files: z.number().int(), additions: z.number().int(), deletions: z.number().int() })
    .nullable(),
});
export type ComparedRun = z.infer<typeof ComparedRun>;

export const Comparison = z.object({
  /** False once one was kept. */
  isOpen: z.boolean(),
  /** In the order they were begun; empty where the current run was begun alone. */
  items: z.array(ComparedRun),
});
export type Comparison = z.infer<typeof Comparison>;
