import { agentName, liveRunStates } from "#lib/kernel/states.ts";
import type { RunState } from "./schema.ts";

export const liveStates: readonly RunState[] = liveRunStates;

/** Whether somebody works on it or it waits for its place or an answer. */
export const isLive = (state: RunState): boolean => liveStates.includes(state);

/** States that take one of the project's places. */
export const placedStates: readonly RunState[] = ["starting", "running", "waiting", "reviewing"];

/** How many runs of a project may be at work at once. */
export const parallelRunsMax = 2;

/** An ask nobody answers is rejected after this long. */
export const askExpiresMs = 30 * 60_000;

/** How long the work on a run may take where nobody sees it move. */
export interface RunLimits {
  /** The project's check command. */
  checkMs: number;
  /** A busy agent that says nothing for so long is hung, or its model is. */
  silenceMs: number;
}

export const runLimits: RunLimits = { checkMs: 10 * 60_000, silenceMs: 20 * 60_000 };

/** A second run of a task has a branch and a worktree of its own. */
export function branchOf(number: number, slug: string, ordinal: number): string {
  return `task/${number}-${slug}${ordinal > 1 ? `-r${ordinal}` : ""}`;
}

export const worktreeOf = (number: number, ordinal: number): string =>
  `task-${number}${ordinal > 1 ? `-r${ordinal}` : ""}`;

/** In whose name the agent commits. */
export const agentAuthor = (number: number) => ({
  name: agentName(number),
  email: `agent-${number}@lockkeeper.invalid`,
});

/** Under which the workspace knows the worktree. */
export const worktreeRootOf = ({ worktree }: { worktree: string }): string => `worktree:${worktree}`;

const filesNamedMax = 10;

export const namedFiles = (files: readonly string[]): string => files.slice(0, filesNamedMax).join(", ");

export const countOfFiles = (files: readonly string[]): string =>
  `${files.length} ${files.length === 1 ? "file" : "files"}`;

/** Of a merge in a worktree that nobody brought to its end. */
export const unsettledWords = (files: readonly string[]): string =>
  `conflict still marked in ${countOfFiles(files)}: ${namedFiles(files)}`;
