/** Commands whose target is where they happen, not what they change, and those that people call otherwise. */
const labels: Readonly<Record<string, string>> = {
  "run.feedback": "Send back",
  "run.message": "Tell the agent of",
  "run.withdraw-message": "Take back a message to the agent of",
  "run.answer-question": "Answer a question of",
  "run.answer-permission": "Answer a permission of",
  "permission-rule.create": "Make a rule for the agents of",
  "permission-rule.delete": "Remove a rule for the agents of",
  "run.resolve-conflict": "Let the agent resolve the conflict of",
  "run.update-base": "Take the default branch over into",
  "review.add-comment": "Comment on the changes of",
  "review.change-comment": "Change a comment on",
  "review.remove-comment": "Take back a comment on",
  "review.mark-file": "Mark a file as viewed in",
  "run.raise-budget": "Raise the budget of",
  "spending.set-budgets": "Set the budgets of",
  "files.write": "Save a file in",
  "files.mkdir": "Make a folder in",
  "files.move": "Move a file in",
  "files.delete": "Delete a file in",
  "files.restore": "Restore a file in",
  "git.stage": "Stage changes in",
  "git.discard": "Discard changes in",
  "git.restore": "Bring discarded changes back in",
  "git.rename-branch": "Rename a branch in",
  "git.delete-branch": "Delete a branch in",
  "git.stash": "Put changes aside in",
  "git.unstash": "Bring a stash back in",
  "git.drop-stash": "Throw a stash away in",
  "git.resolve": "Settle files in",
  "git.continue": "Go on in",
  "git.abort": "Give up what is under way in",
  "git.commit": "Commit in",
  "git.checkout": "Check out a branch in",
  "git.pull": "Pull into",
  "git.push": "Push from",
  "git-access.set-token": "Set a Git token of",
  "git-access.create-key": "Make an SSH key for",
  "git-access.delete": "Remove Git access of",
  "git-access.forget-host": "Forget an SSH host of",
  "workspace.rest": "Put to rest",
  "workspace.remove-leftover": "Remove the leftover",
  "rule.raise": "Raise the rule for",
  "rule.relax": "Relax the rule for",
};

/** `workspace.stop` → `Stop workspace`; `run.answer-permission` → `Answer a permission of`. */
export function labelOfCommand(command: string): string {
  const known = labels[command];
  if (known) return known;
  const [noun = "", action = command] = command.split(".");
  const [verb = "", ...object] = action.split("-");
  const words = [verb, ...object, ...(object.length > 0 ? ["of"] : []), noun.replaceAll("-", " ")];
  const sentence = words.filter((word) => word !== "").join(" ");
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** The same without the word that leads to its target: `Push`. */
export const deedOfCommand = (command: string): string =>
  labelOfCommand(command).replace(/ (?:of|in|into|from|for)$/, "");

/** True for what destroys its target: the sentences about it say so. */
export const isRemoval = (command: string): boolean =>
  /\.(?:delete|remove|drop|discard)(?:-[a-z]+)?$/.test(command);
