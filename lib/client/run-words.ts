import type { Interaction, PullRequest, RunView } from "#lib/modules/runs/schema.ts";
import { usd } from "#lib/modules/spending/rules.ts";

const stateWords: Partial<Record<RunView["state"], string>> = {
  queued: "Queued",
  starting: "Starting",
  running: "Running",
  reviewing: "Reviewing",
};

/** What a run that is under way does, for its card; null for one that waits or has ended. `Queued, 2 before it`. */
export function wordOfRun({ state, place }: Pick<RunView, "state" | "place">): string | null {
  const word = stateWords[state];
  if (word === undefined) return null;
  if (state !== "queued" || place === null) return word;
  return place === 0 ? `${word}, next` : `${word}, ${place} before it`;
}

/** Why a run stands still in the middle, in the words of its badge. */
export const wordOfPause = (pausedFor: string | null): string =>
  pausedFor === "budget" ? "Budget used up" : "Interrupted";

const endWords: Record<RunView["state"], string> = {
  queued: "Queued",
  starting: "Starting",
  running: "Running",
  waiting: "Waits for an answer",
  reviewing: "Reviewing",
  finished: "Finished",
  interrupted: "Interrupted",
  failed: "Failed",
  aborted: "Aborted",
};

/** How a run stands or has ended, among others of its task. */
export const standingOfRun = ({
  state,
  pausedFor,
  mergeCommit,
  pullRequest,
}: Pick<RunView, "state" | "pausedFor" | "mergeCommit" | "pullRequest">): string => {
  if (mergeCommit) return "Merged";
  if (state === "interrupted") return wordOfPause(pausedFor);
  return pullRequest ? wordsOfPullRequest(pullRequest) : endWords[state];
};

/** `Pull request 7, open`. */
export const wordsOfPullRequest = ({ number, state }: PullRequest): string =>
  `Pull request ${number}, ${state}`;

/** What a run has taken so far, without what is zero: `$0.41`, `186,204 tokens`. */
export function costsOfRun({ costUsd, tokens }: Pick<RunView, "costUsd" | "tokens">): string[] {
  const count = tokens ? tokens.input + tokens.output + tokens.reasoning : 0;
  return [
    ...(costUsd > 0 ? [usd(costUsd)] : []),
    ...(count > 0 ? [`${count.toLocaleString("en")} tokens`] : []),
  ];
}

/** Sentences of ours begin with a capital; the names of tools and what they are called with do not. */
export const isSentence = (activity: string): boolean => /^[A-Z“]/.test(activity);

/** What an exchange was about: a prompt's or a comment's text, a question with its answer, a permission's subject. */
export function textOfInteraction({ kind, request, answer }: Interaction): string {
  if (kind === "permission") return [textIn(request.title), textIn(answer?.reply)].filter(Boolean).join(": ");
  if (kind === "question") {
    const questions = listIn(request.questions).map((question) => textIn(fieldOf(question, "question")));
    const answers = listIn(answer?.answers).flatMap((given) => listIn(given).map(textIn));
    return [questions.join(" "), answers.join(", ")].filter(Boolean).join(" → ");
  }
  if (kind === "review") return textIn(request.summary);
  const comments = listIn(request.comments).length;
  const noted = comments === 0 ? "" : `${comments} ${comments === 1 ? "comment" : "comments"} on lines`;
  return [textIn(request.text).trim(), noted].filter(Boolean).join("\n");
}

const textIn = (value: unknown): string => (typeof value === "string" ? value : "");
const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === field)?.[1]
    : null;
}
