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
  "installation-backup.create": "Back up",
  "installation-backup.verify": "Verify the backup",
  "installation-backup.delete": "Delete the backup",
  "installation-backup.show-key": "Show",
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
  "me.update": "Change the name of",
  "session.revoke": "Sign out",
  "session.revoke-others": "Sign out everywhere else",
  "person.change-role": "Change the role of",
  "person.change-ownership": "Change the ownership of",
  "member.add": "Add a member to",
  "member.change": "Change a member of",
  "member.remove": "Remove a member of",
  "invitation.create": "Invite",
  "invitation.send": "Send the invitation to",
  "invitation.renew": "Make a new link for",
  "invitation.revoke": "Take back the invitation of",
  "onboarding.update": "Keep the first steps of",
  "run.drop-others": "Drop the other runs of",
  "provider.set-default": "Set the default provider to",
  "files.empty-trash": "Empty the trash of",
  "operation.break-glass": "Skip the cooldown of",
  "operation.issue-token": "Give a confirm token for",
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
  labelOfCommand(command).replace(/ (?:of|in|into|from|for|to|on)$/, "");

/** Titles of commands whose deed says too little by itself, where nothing stands around it. */
const titles: Readonly<Record<string, string>> = {
  "run.feedback": "Send a run back",
  "run.message": "Tell the agent of a run something",
  "installation-backup.create": "Back up the installation",
  "installation-backup.show-key": "Show the key of the backups",
  "git.continue": "Go on with a merge or rebase",
  "git.commit": "Commit changes",
  "git.pull": "Pull from the remote",
  "git.push": "Push to the remote",
  "workspace.rest": "Put a workspace to rest",
  "workspace.remove-leftover": "Remove a leftover of workspaces",
  "me.update": "Change one’s own name",
  "session.revoke": "Sign out of a session",
  "session.revoke-others": "Sign out of all other sessions",
  "person.change-role": "Change the role of a person",
  "person.change-ownership": "Change the ownership of a person",
  "invitation.create": "Invite a person",
  "rule.raise": "Raise a rule",
  "rule.relax": "Relax a rule",
};

/** What a command does, whole, where it stands alone: `Add a member`, `Push to the remote`. */
export const titleOfCommand = (command: string): string => titles[command] ?? deedOfCommand(command);

/** True for what destroys its target: the sentences about it say so. */
export const isRemoval = (command: string): boolean =>
  /\.(?:delete|remove|drop|discard)(?:-[a-z]+)?$/.test(command);
