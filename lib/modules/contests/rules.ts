import { isLive } from "#lib/modules/runs/rules.ts";
import type { RunState } from "#lib/modules/runs/schema.ts";

interface Member {
  id: string;
  state: RunState;
}

/** What a contest means for its card, from its runs in the order they were begun. */
export type ContestStanding =
  /** `currentId`: the one that the card speaks of, one that a person has to continue where there is any, else one at work. */
  | { kind: "under_way"; currentId: string }
  /** `resultIds`: two or more, between which a person chooses. */
  | { kind: "choice"; resultIds: readonly string[] }
  | { kind: "one_result"; resultId: string }
  | { kind: "no_result"; isAborted: boolean };

/** The card speaks of the run it spoke of before, for as long as that is right. */
export function standingOfContest(members: readonly Member[], currentId: string | null): ContestStanding {
  const byNeed = [
    // First, so that it goes on without waiting for the end of the others.
    members.filter(({ state }) => state === "interrupted"),
    members.filter(({ state }) => isLive(state)),
  ];
  for (const waiting of byNeed) {
    const shown = waiting.find(({ id }) => id === currentId) ?? waiting[0];
    if (shown) return { kind: "under_way", currentId: shown.id };
  }
  const resultIds = members.filter(({ state }) => state === "finished").map(({ id }) => id);
  const [first] = resultIds;
  if (first === undefined)
    return { kind: "no_result", isAborted: members.every(({ state }) => state === "aborted") };
  return resultIds.length === 1 ? { kind: "one_result", resultId: first } : { kind: "choice", resultIds };
}
