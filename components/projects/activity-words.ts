import { labelOfCommand } from "#lib/kernel/command-words.ts";
import type { LastAct, ProjectView } from "#lib/modules/projects/schema.ts";

/** Each command as something that somebody did; `{}` is what it was done to. */
const acts: Readonly<Record<string, string>> = {
  "project.create": "created the project",
  "project.retry": "created the project again",
  "project.update": "changed the project",
  "project.start": "started the workspace",
  "project.stop": "stopped the workspace",
  "project.delete": "is deleting the project",
  "workspace.create": "made the workspace again",
  "workspace.start": "started the workspace",
  "workspace.stop": "stopped the workspace",
  "workspace.rest": "stopped the idle workspace",
  "workspace.restart": "restarted the workspace's helper",
  "workspace.delete": "removed the workspace",
  "workspace.remove-leftover": "removed what was left of a workspace",
  "terminal.open": "opened terminal {}",
  "terminal.rename": "renamed terminal {}",
  "terminal.close": "closed terminal {}",
  "files.write": "saved {}",
  "files.mkdir": "made the folder {}",
  "files.move": "moved {}",
  "files.delete": "deleted {}",
  "files.restore": "restored a file",
  "git.stage": "staged files",
  "git.commit": "committed",
  "git.checkout": "checked out {}",
  "git.pull": "pulled",
  "git.push": "pushed {}",
  "task.create": "added a task",
  "task.update": "changed {}",
  "task.move": "moved {}",
  "task.delete": "deleted {}",
  "task.approve": "merged {}",
  "run.start": "ran {}",
  "run.continue": "continued {}",
  "run.abort": "aborted {}",
  "run.feedback": "sent {} back",
  "run.message": "told the agent of {} something",
  "run.withdraw-message": "took back a message to the agent of {}",
  "run.resolve-conflict": "had the conflict of {} resolved",
  "run.drop": "dropped the work on {}",
  "run.drop-others": "dropped other runs of {}",
  "run.compare": "let several models work on {}",
  "run.keep": "kept a result of {}",
  "run.answer-permission": "answered the agent of {}",
  "run.answer-question": "answered the agent of {}",
  "permission-rule.create": "made a rule for agents",
  "permission-rule.delete": "removed a rule for agents",
  "member.add": "added a member",
  "member.change": "changed what a member may do",
  "member.remove": "removed a member",
  "invitation.create": "invited somebody",
  "invitation.renew": "made a new link for an invitation",
  "invitation.send": "sent an invitation",
  "invitation.revoke": "took an invitation back",
  "config.update": "changed how agents work",
  "config.activate": "changed how agents work",
};

const unnamed: Readonly<Record<string, string>> = { "terminal.open": "opened a terminal" };

/** "Ada Lovelace", " pushed ", "main", "": who, and what they did with the name of the thing apart. */
export interface ActWords {
  who: string;
  before: string;
  subject: string;
  after: string;
}

export function wordsOfAct({ actor, command, subject, state }: LastAct): ActWords {
  const who = actor.name;
  if (state === "failed") {
    const label = labelOfCommand(command);
    const before = `: ${label.charAt(0).toLowerCase()}${label.slice(1)} `;
    return { who, before, subject: subject ?? "", after: " failed" };
  }
  const known = acts[command] ?? `did ${command}`;
  const [before = "", after = ""] = known.split("{}");
  if (!known.includes("{}")) return { who, before: ` ${before}`, subject: "", after };
  // A terminal may be opened without a name, and an input of an older version may have none.
  if (subject === null)
    return { who, before: ` ${unnamed[command] ?? `${before}something`}`, subject: "", after };
  return { who, before: ` ${before}`, subject, after };
}

/** Typing is no operation: it is the last activity where it came a good while after one. */
export function isTyping({ workspace, lastAct }: Pick<ProjectView, "workspace" | "lastAct">): boolean {
  if (!workspace?.lastActiveReason?.startsWith("typing")) return false;
  const actMs = lastAct ? Date.parse(lastAct.at) : 0;
  return Date.parse(workspace.lastActiveAt) - actMs > 60_000;
}

/** `1 running`, then `2 in review · 4 to do`: what is at work first, what waits behind it. */
export function wordsOfTasks({
  running,
  interrupted,
  aiReview,
  humanReview,
  todo,
  ...rest
}: ProjectView["tasks"]) {
  const total = todo + rest.inProgress + aiReview + humanReview + rest.done;
  if (total === 0) return { now: "None yet", more: "" };
  const more = [
    interrupted > 0 && `${interrupted} interrupted`,
    aiReview + humanReview > 0 && `${aiReview + humanReview} in review`,
    todo > 0 && `${todo} to do`,
  ].filter((part) => part !== false);
  if (more.length === 0 && rest.done > 0) more.push(`${rest.done} done`);
  return { now: running > 0 ? `${running} running` : "None running", more: more.join(" · ") };
}
