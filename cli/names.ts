/**
 * What a verb of the API is called on the command line: `task.create` is `tasks create`. The noun becomes its plural,
 * `read` becomes `show`, and where the noun alone would mislead the tables below say what people look for.
 */

const nouns: Readonly<Record<string, string>> = {
  inbox: "inbox",
  operation: "ops",
  protection: "approvals",
  audit: "audit",
  config: "config",
  files: "files",
  git: "git",
  "git-access": "git-access",
  events: "events",
  spending: "spending",
  person: "people",
  onboarding: "onboarding",
  server: "server",
};

/** An agent's run is what happens to a task: it is asked for, followed and judged there. */
const wholeNames: Readonly<Record<string, string>> = {
  "me.read": "whoami",
  "run.start": "tasks run",
  "run.continue": "tasks continue",
  "run.abort": "tasks abort",
  "run.feedback": "tasks feedback",
  "run.message": "tasks message",
  "run.withdraw-message": "tasks withdraw-message",
  "run.list-messages": "tasks messages",
  "run.resolve-conflict": "tasks resolve-conflict",
  "run.drop": "tasks drop",
  "run.raise-budget": "tasks raise-budget",
  "spending.read-project": "spending project",
  "run.follow-output": "tasks output",
  "run.list-events": "tasks events",
  "run.list-interactions": "tasks interactions",
  "run.read-diff": "tasks diff",
  "protection.queue": "approvals list",
  "files.read-content": "files read",
  "git.read-content": "git read",
  "notice.read": "notices read",
  // Part of `ops confirm`.
  "operation.issue-token": "",
};

const verbs: Readonly<Record<string, string>> = {
  read: "show",
  "follow-log": "logs",
  "follow-stats": "stats",
};

const pluralOf = (noun: string): string => {
  if (/(?:s|x|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
};

export interface CliName {
  noun: string;
  verb: string;
}

export function cliNameOf(name: string): CliName {
  const [ownNoun = "", ownVerb = ""] = name.split(".");
  const whole = wholeNames[name] ?? `${nouns[ownNoun] ?? pluralOf(ownNoun)} ${verbs[ownVerb] ?? ownVerb}`;
  const [noun = "", verb = ""] = whole.split(" ");
  return { noun, verb };
}

/** `costUsd` → `cost-usd`, `source.type` → `source.type`. */
export const flagOf = (field: string): string =>
  field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Fields that hold somebody's id: on the command line people are named by what one knows of them. */
export const personFields: readonly string[] = ["personId", "userId", "assigneeId"];

/** Other names that a noun answers to. */
const nounAliases: Readonly<Record<string, string>> = {
  op: "ops",
  operation: "ops",
  operations: "ops",
  approval: "approvals",
  queue: "approvals",
  configs: "config",
};
const verbAliases: Readonly<Record<string, string>> = {
  ls: "list",
  get: "show",
  read: "show",
  view: "show",
  rm: "delete",
  remove: "delete",
  new: "create",
  add: "create",
  edit: "update",
  execute: "run",
  start: "run",
};

/** The known name that a typed one stands for: itself, its plural, or what others call it. */
export function knownNoun(typed: string, known: readonly string[]): string | undefined {
  return [typed, nounAliases[typed], pluralOf(typed)].find(
    (name) => name !== undefined && known.includes(name),
  );
}

export function knownVerb(typed: string, known: readonly string[]): string | undefined {
  return [typed, verbAliases[typed]].find((name) => name !== undefined && known.includes(name));
}
