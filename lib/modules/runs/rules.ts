import { agentName, liveRunStates } from "#lib/kernel/states.ts";
import type { RunState } from "./schema.ts";

export const liveStates: readonly RunState[] = liveRunStates;

/** Whether somebody works on it or it waits for its place or an answer. */
export const isLive = (state: RunState): boolean => liveStates.includes(state);

/** States that take one of the project's places. */
export const placedStates: readonly RunState[] = ["starting", "running", "waiting", "reviewing"];

/** What a queued run waits for; `taken` of at most `most`, or the numbers of tasks. */
export interface Hold {
  kind: "dependency" | "human_review" | "in_progress" | "project" | "installation";
  taken: number;
  most: number;
  /** Of those that are taken: how many wait for a person's answer. */
  waiting: number;
  taskNumbers: readonly number[];
}

/** `Waits for #12 and #14`, `Human review is full: 3 of 3`. */
export function wordsOfHold({ kind, taken, most, waiting, taskNumbers }: Hold): string {
  const figures = `${taken} of ${most}`;
  const asking = waiting > 0 ? `, ${waiting} of them waiting for an answer` : "";
  switch (kind) {
    case "dependency": {
      const named = taskNumbers.map((number) => `#${number}`);
      const last = named.pop() ?? "another task";
      return `Waits for ${named.length > 0 ? `${named.join(", ")} and ${last}` : last}`;
    }
    case "human_review":
      return `Human review is full: ${figures}`;
    case "in_progress":
      return `In progress is full: ${figures}`;
    case "project":
      return `${figures} runs of the project are at work${asking}`;
    case "installation":
      return `${figures} runs of all projects are at work${asking}`;
  }
}

/** An ask nobody answers is rejected after this long. */
export const askExpiresMs = 30 * 60_000;

/** How long the work on a run may take where nobody sees it move. */
export interface RunLimits {
  /** The project's check command. */
  checkMs: number;
  /** A busy agent that says nothing for so long is hung, or its model is. */
  silenceMs: number;
  /** What the agent's server may have resident; one that has grown beyond it is started anew between turns. */
  agentMemoryBytes: number;
  /** No model writes so much in one go; what does comes to no end, and all of it would be kept. */
  answerCharactersMax: number;
}

export const runLimits: RunLimits = {
  checkMs: 10 * 60_000,
  silenceMs: 20 * 60_000,
  agentMemoryBytes: 1.5 * 2 ** 30,
  answerCharactersMax: 1_000_000,
};

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
