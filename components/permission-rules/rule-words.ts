/** What a class of permission lets an agent do, before what it is about: `Run` git push. */
const deeds: Readonly<Record<string, string>> = {
  bash: "Run",
  external_directory: "Leave the worktree for",
  read: "Read",
  edit: "Change",
  webfetch: "Fetch",
  websearch: "Search the web for",
  doom_loop: "Repeat",
  task: "Give work to the sub-agent",
  skill: "Load the skill",
};

export const deedOfClass = (permission: string): string => deeds[permission] ?? permission;

/** Classes that a rule is written for by hand; others come from what an agent asked. */
export const writtenClasses = [
  "bash",
  "external_directory",
  "read",
  "edit",
  "webfetch",
  "websearch",
] as const;
