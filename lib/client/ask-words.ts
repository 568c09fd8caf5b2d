import type { z } from "zod";
import type { PermissionEvent, Question, QuestionEvent } from "#lib/modules/runs/schema.ts";

type Permission = Pick<z.infer<typeof PermissionEvent>, "permission" | "title" | "patterns">;

/** Why the agent has to ask, by the class of the permission. */
const reasons: Readonly<Record<string, string>> = {
  external_directory: "What the agent wants to read or write lies outside of the folder it works in.",
  bash: "Agents of this project ask before they run such a command.",
  read: "Files of this name often hold secrets.",
  webfetch: "The agent may not reach the web by itself.",
  websearch: "The agent may not reach the web by itself.",
  doom_loop: "It may be going round in circles.",
};

const outward = "The agent may not push or act as root by itself.";
const isOutward = (pattern: string): boolean => /^(?:git push|sudo)\b/.test(pattern);

/** `Leave the worktree: /etc/*` → what is asked as a question, why it is asked, and what it is about, each thing once. */
export function wordsOfPermission({ permission, title, patterns }: Permission) {
  const [what = "", ...rest] = title.split(": ");
  const subject = rest.join(": ");
  return {
    question: `${what}?`,
    reason:
      (permission === "bash" && patterns.some(isOutward) ? outward : reasons[permission]) ??
      "The agent may not do this by itself.",
    subjects: [...new Set(subject === patterns.join(", ") ? patterns : [subject, ...patterns])].filter(
      Boolean,
    ),
  };
}

/** What a person has chosen of a question's options, and written instead or besides. */
export interface AnswerDraft {
  labels: readonly string[];
  words: string;
}

/** One of several options and own words take each other's place; where several may be chosen, own words are one more. */
export function chosenIn(question: Question, draft: AnswerDraft, change: Partial<AnswerDraft>): AnswerDraft {
  const next = { ...draft, ...change };
  if (question.isMultiple) return next;
  return change.labels ? { ...next, words: "" } : { ...next, labels: next.words.trim() ? [] : next.labels };
}

export const answerOf = ({ labels, words }: AnswerDraft): string[] =>
  [...labels, words.trim()].filter(Boolean);

const replies = { once: "Allowed once", always: "Allowed for this run", reject: "Rejected" };

/** A permission that is over: what it was about, and how it ended. */
export function settledPermission(ask: z.infer<typeof PermissionEvent>): { what: string; how: string } {
  const { title, state, reply, answeredBy, rule } = ask;
  if (rule && answeredBy) {
    const done = reply === "reject" ? "Refused" : "Allowed";
    const how =
      rule === "run" ? `${done} for this run by ${answeredBy}` : `${done} by a rule of ${answeredBy}`;
    return { what: title, how };
  }
  const how = reply ? replies[reply] : state === "open" ? "" : endings[state];
  return { what: title, how: answeredBy ? `${how} by ${answeredBy}` : how };
}

const endings = {
  answered: "Left unanswered",
  expired: "Nobody answered in time",
  settled: "No longer asked",
};

/** Each question of an ask that is over, with what was answered and by whom. */
export function settledAnswers(ask: z.infer<typeof QuestionEvent>): { what: string; how: string }[] {
  const { state, answers, answeredBy } = ask;
  if (!answers) {
    const how = state === "open" ? "" : endings[state];
    const by = state === "answered" && answeredBy ? `${how} by ${answeredBy}` : how;
    return [{ what: ask.questions.map(({ question }) => question).join(" "), how: by }];
  }
  return ask.questions.map(({ question }, index) => {
    const given = answers[index]?.join(", ") ?? "";
    return { what: question, how: answeredBy ? `${answeredBy}: ${given}` : given };
  });
}
