import type { FeedbackComment, Verdict } from "#lib/modules/runs/schema.ts";

/** What the agents are told. */

interface TaskText {
  number: number;
  title: string;
  description: string;
}

export const taskPrompt = ({ title, description }: TaskText): string =>
  description === "" ? title : `${title}\n\n${description}`;

export const continuePrompt =
  "You were stopped in the middle of your work. Look at what is already there, then go on where you stopped.";

/** What was not told yet comes before what is said now. */
export const promptToGoOn = (untold: string | null, text: string | undefined): string =>
  [untold, text].filter((part) => part).join("\n\n") || continuePrompt;

/** A person's words with their comments by file and line. */
export function feedbackPrompt(text: string, comments: readonly FeedbackComment[]): string {
  const lines = comments.map(commentLine);
  return [text, ...(lines.length > 0 ? [`Comments on the changes:\n${lines.join("\n")}`] : [])]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** What the agent is to do with its base merged into its worktree. */
export function conflictPrompt(base: string, files: readonly string[]): string {
  const list = files.map((file) => `- ${file}`).join("\n");
  return [
    `Your work was to be merged into ${base}, and that ended in a conflict in:\n${list}`,
    `${base} has been merged into your worktree, and the conflicts are marked there. Settle each of them so that what ${base} brought and what your task asks for both hold, leave no conflict mark, and see that the whole still works. Stage a file that carries no marks (git add or git rm) to settle it. Do not abort the merge; it is committed for you.`,
    `Where nothing is marked any more, ${base} went in cleanly: then only see that all still holds together.`,
  ].join("\n\n");
}

/** `- a.ts:3-5: words`, with what should stand there instead below it. */
function commentLine({ path, line, endLine, side, text, suggestion }: FeedbackComment): string {
  const lines = line === null ? "" : `:${line}${endLine && endLine !== line ? `-${endLine}` : ""}`;
  const before = side === "old" && line !== null ? " (as it was before)" : "";
  const words = `- ${path}${lines}${before}: ${text}`;
  if (suggestion === undefined || suggestion === null) return words;
  const fence = "`".repeat(Math.max(3, longestFence(suggestion) + 1));
  const instead =
    suggestion === "" ? "Delete these lines." : `Put this in their place:\n${fence}\n${suggestion}\n${fence}`;
  return `${words}\n${instead}`;
}

const longestFence = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);

export const changesPrompt = ({ summary, comments }: Verdict): string =>
  feedbackPrompt(`A review of your work asks for changes.\n\n${summary}`, comments);

interface Guide {
  path: string;
  text: string;
}

/** Rules of every turn that works in a worktree; what the project says stands after what its repository says. */
export function workInstructions(own: string, guide: Guide | null): string {
  const rule =
    "You work in a git worktree of your own. Stay inside it, do not switch branches and do not push: what you leave is committed and reviewed.";
  const told =
    guide && guide.text.trim() !== "" ? `From ${guide.path} of the repository:\n\n${guide.text.trim()}` : "";
  return [rule, told, own].filter((part) => part !== "").join("\n\n");
}

interface ReviewText {
  task: TaskText;
  patches: string;
  check: { command: string; exitCode: number | null; output: string } | null;
  /** What the project wants looked at beside. */
  wishes: string;
}

const patchesMax = 120_000;
const checkMax = 8_000;

/** What the reviewer is asked; the diff is cut where it is very long, and it can read the files itself. */
export function reviewPrompt({ task, patches, check, wishes }: ReviewText): string {
  const cut = patches.length > patchesMax;
  const parts = [
    "Review the changes that were made for the task below. You may read files and nothing else.",
    ...(wishes === "" ? [] : [wishes]),
    `Task #${task.number}: ${taskPrompt(task)}`,
    check === null
      ? "No check was run."
      : `The check \`${check.command}\` ended with ${check.exitCode ?? "its deadline"}:\n${check.output.slice(-checkMax)}`,
    `The changes${cut ? " (cut; read the files for the rest)" : ""}:\n${patches.slice(0, patchesMax)}`,
    'Answer with one JSON object: {"verdict": "approve" | "changes", "summary": text, "comments": [{"path": file, "line": number or null, "text": text}]}. Ask for changes only where something is wrong or missing.',
  ];
  return parts.join("\n\n");
}

export const reviewAgainPrompt =
  'That was no usable verdict. Answer with nothing but one JSON object: {"verdict": "approve" | "changes", "summary": text, "comments": []}.';
