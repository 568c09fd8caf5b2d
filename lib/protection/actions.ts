import type { DangerLevel } from "../kernel/danger.ts";

/**
 * The catalogue: every command, how dangerous it is, who may ask, what must hold, and the one plain sentence
 * that people read. A command without a row here does not compile (`command()` takes its name from this table).
 */

export type Consent = "user_confirmation" | "typed_name" | "second_confirmation" | "admin_approval";

/** Facts that must hold when an operation is asked for and again when it runs. */
export type FactRequirement =
  | "backup_exists"
  | "backup_verified"
  | "another_verified_backup"
  | "new_key_given";

/** What a fact loader found that makes an operation more dangerous than its row says. */
export type Trait =
  | "default_branch"
  | "shared_local_workspace"
  | "address_in_use"
  | "default_in_use"
  | "keeps_less"
  | "agent_with_access"
  | "has_volumes"
  | "unmerged_commits"
  | "widened_by_member"
  | "of_an_admin";

/** Who may ask: anyone with access; never an agent or service key; an installation's admin; its owner. */
export type Who = "any" | "person" | "admin" | "owner";

/** What the asker needs on the target; `none` where the facts loader alone says who may. */
export type Access = "none" | "read" | "write" | "admin";

export interface ActionRow {
  level: DangerLevel;
  who: Who;
  access: Access;
  sentence: string;
  facts?: readonly FactRequirement[];
  /** What a key must hold beside the right to write: by what this opens, it could come back and confirm as a person. */
  keyScope?: "confirm";
  /** Replaces the consents that the level brings. */
  consents?: readonly Consent[];
  /** Replaces the cooldown that the level brings. */
  cooldownMs?: number;
  /** A trait of the target that asks for another level. */
  raised?: Partial<Record<Trait, DangerLevel>>;
  /** A trait of the target that asks for a longer cooldown. */
  cooldownByTrait?: Partial<Record<Trait, number>>;
}

const hourMs = 3_600_000;

const row =
  (level: DangerLevel, access: Access) =>
  (sentence: string, more: Partial<ActionRow> = {}): ActionRow => ({
    level,
    who: "any",
    access,
    sentence,
    ...more,
  });
const low = row("LOW", "write");
const medium = row("MEDIUM", "write");
const high = row("HIGH", "admin");

export const actions = {
  "project.create": low("A project is created with a workspace of its own.", { access: "none" }),
  "project.retry": low("The project is created again, after its creation failed."),
  "project.discard": low("What is left of a project that never came up is removed.", { access: "admin" }),
  "project.update": low("The project's name or settings change.", { access: "admin" }),
  "project.start": low("The workspace starts.", { raised: { shared_local_workspace: "MEDIUM" } }),
  "project.stop": medium("Running work in it is interrupted."),
  "project.delete": high("The project goes, with its workspace and everything listed here.", {
    cooldownMs: hourMs,
    cooldownByTrait: { has_volumes: 24 * hourMs },
  }),

  "workspace.create": low("The project gets a workspace again, filled from its source.", {
    raised: { shared_local_workspace: "MEDIUM" },
  }),
  "workspace.start": low("The workspace starts.", { raised: { shared_local_workspace: "MEDIUM" } }),
  "workspace.stop": medium("Running work in it is interrupted."),
  "workspace.rest": low(
    "The workspace stops, and starts again when somebody needs it. Nothing that runs is interrupted.",
  ),
  "workspace.restart": low("The workspace's helper starts anew; its terminals go on."),
  "workspace.configure": low("Limits count at once, another image from the next rebuild on.", {
    access: "admin",
  }),
  "workspace.rebuild": medium(
    "It is made anew from its image. Running work in it is interrupted; its files stay.",
  ),
  "workspace.delete": high("Uncommitted and unpushed work goes with it. The board stays.", {
    cooldownMs: hourMs,
  }),

  "workspace.remove-leftover": high(
    "What is left of a workspace goes, with the data in it. Nothing brings it back.",
    {
      who: "admin",
    },
  ),

  "terminal.open": low("A shell with the workspace's rights."),
  "terminal.rename": low("The terminal gets another name."),
  "terminal.close": low("The terminal ends, and what runs in it."),

  "files.write": low("The file is saved."),
  "files.mkdir": low("The folder is created."),
  "files.move": low("The file is moved or renamed."),
  "files.duplicate": low("The file or folder is copied."),
  "files.upload": low("The uploaded file is put into its place."),
  "files.delete": low("Can be undone from the trash."),
  "files.restore": low("The file comes back from the trash."),
  "files.empty-trash": medium("What is listed here leaves the trash for good."),

  "git.stage": low("Changes are staged or unstaged."),
  "git.discard": low("The changes go from the files; they are kept aside and can be brought back."),
  "git.restore": low("Discarded changes come back."),
  "git.commit": low("The changes are committed."),
  "git.checkout": low("Another branch is checked out."),
  "git.rename-branch": low("The branch gets another name here; the remote's keeps its own."),
  "git.delete-branch": low("The branch goes; another one has all of its commits.", {
    raised: { unmerged_commits: "MEDIUM" },
  }),
  "git.stash": low("Every change is put aside."),
  "git.unstash": low("What was put aside comes back."),
  "git.drop-stash": medium("What was put aside is thrown away."),
  "git.resolve": low("Files in conflict are settled."),
  "git.continue": low("The merge or rebase goes on."),
  "git.abort": medium("The merge or rebase is given up; what was settled in it goes."),
  "git.pull": low("Commits of the remote are taken over."),
  "git.push": low("Others see it.", { raised: { default_branch: "MEDIUM", agent_with_access: "MEDIUM" } }),

  "git-access.set-token": low("Git reaches the private repository of this address with it.", {
    who: "person",
    access: "admin",
    raised: { address_in_use: "MEDIUM" },
  }),
  "git-access.create-key": low("The project gets an SSH key of its own.", {
    who: "person",
    access: "admin",
    raised: { address_in_use: "MEDIUM" },
  }),
  "git-access.delete": medium("Private repositories can no longer be reached with it.", {
    who: "person",
    access: "admin",
  }),
  "git-access.forget-host": medium("Whatever key the host shows next is taken for its own.", {
    who: "person",
    access: "admin",
  }),

  "task.create": low("A card is added to the board."),
  "task.update": low("The card's text or place changes."),
  "task.move": low("The card goes to another place, is put aside, or taken up again."),
  "task.delete": medium("The card goes, with its runs, their worktrees and what was said."),
  "label.create": low("Cards can be given it."),
  "label.update": low("The label changes on every card that has it."),
  "label.delete": low("The label goes from every card that has it."),
  "task-template.create": low("New cards can begin with it."),
  "task-template.update": low("New cards begin with what it says now."),
  "task-template.delete": low("No new card begins with it; those that did stay."),
  "task.approve": low(
    "The work is merged into the default branch and pushed, or offered as a pull request.",
    { who: "person" },
  ),

  "run.start": low("An agent starts to work on it."),
  "run.compare": low("Several agents start to work on it, each by itself."),
  "run.keep": low("This result is the task's from now on; the others stay beside it.", { who: "person" }),
  "run.continue": low("The agent goes on where it stopped."),
  "run.abort": low("The agent stops; what it did is kept.", { who: "person" }),
  "run.feedback": low("The agent goes on with what you say.", { who: "person" }),
  "run.message": low("The agent is told, at once or when its turn ends.", { who: "person" }),
  "run.withdraw-message": low("The agent is not told.", { who: "person" }),
  "run.resolve-conflict": low("The agent takes the default branch over and settles the conflict.", {
    who: "person",
  }),
  "run.update-base": low("What is new in the default branch is merged into the work.", { who: "person" }),
  "run.answer-permission": low("The agent may, or may not, do what it asked for.", { who: "person" }),
  "run.answer-question": low("The agent is given the answer.", { who: "person" }),
  "run.drop-others": medium("The worktrees and branches of its other runs go, with what is in them."),
  "permission-rule.create": low("Agents of the project no longer ask for it.", {
    who: "person",
    raised: { widened_by_member: "MEDIUM" },
  }),
  "permission-rule.delete": low("Agents of the project ask for it again.", {
    who: "person",
    raised: { widened_by_member: "MEDIUM" },
  }),
  "run.drop": medium("The run's worktree and branch go, with what is in them."),

  "review.add-comment": low("The comment waits until you send it.", { who: "person" }),
  "review.change-comment": low("The comment that waits is changed.", { who: "person" }),
  "review.remove-comment": low("The comment is not sent.", { who: "person" }),
  "review.mark-file": low("The file counts as seen, or as not seen.", { who: "person" }),

  "run.raise-budget": medium(
    "The run may cost more than was planned; the budgets of the month hold all the same.",
    {
      who: "person",
    },
  ),
  "spending.set-budgets": low("What the project's agents may spend changes.", {
    who: "person",
    access: "admin",
  }),
  "setting.update": low("It holds for the whole installation from now on.", {
    who: "admin",
    access: "admin",
    raised: { address_in_use: "MEDIUM", keeps_less: "MEDIUM" },
  }),
  "setting.test": low("It is tried at once; nothing is saved.", { who: "admin", access: "admin" }),
  "installation-backup.create": low("All that this installation knows goes into one encrypted file.", {
    who: "admin",
    access: "admin",
  }),
  "installation-backup.verify": low("The file is read from its first byte to its last.", {
    who: "admin",
    access: "admin",
  }),
  "installation-backup.delete": high("The backup goes for good. The last verified one never does.", {
    who: "admin",
    facts: ["another_verified_backup"],
    cooldownMs: 24 * hourMs,
  }),
  "installation-backup.show-key": low("The key that opens every backup is shown, this once.", {
    who: "owner",
    access: "admin",
  }),
  "price.set": low("Calls of this model are counted at this price from now on.", {
    who: "admin",
    access: "admin",
  }),
  "price.clear": low("Calls of this model are counted at the listed price, or as nothing.", {
    who: "admin",
    access: "admin",
  }),

  // Never an agent: its own rights and who looks at its work stand there.
  "config.update": low("New runs work by it.", { who: "person", access: "admin" }),
  "config.activate": low("New runs work by this version.", { who: "person", access: "admin" }),

  "provider.configure": low("The key is encrypted and used for agents.", {
    who: "admin",
    access: "admin",
    raised: { address_in_use: "MEDIUM", default_in_use: "MEDIUM" },
  }),
  "provider.set-default": low("New runs use this provider.", {
    who: "admin",
    access: "admin",
    raised: { default_in_use: "MEDIUM" },
  }),
  "provider.delete": low("Agents can no longer use this provider.", {
    who: "admin",
    access: "admin",
    raised: { address_in_use: "MEDIUM" },
  }),

  "me.update": low("Others see you by this name.", { who: "person", access: "none" }),
  "session.revoke": low("The browser is signed out at once, and what it has open closes.", {
    who: "person",
    access: "none",
  }),
  "session.revoke-others": low("Every other browser is signed out at once.", {
    who: "person",
    access: "none",
  }),
  "passkey.create": low("It signs you in from now on.", { who: "person", access: "none" }),
  "passkey.rename": low("The passkey gets another name.", { who: "person", access: "none" }),
  "passkey.remove": low("It no longer signs you in.", { who: "person", access: "none" }),
  "identity-provider.configure": low("People may sign in there; the secret is encrypted.", {
    who: "admin",
    access: "admin",
    keyScope: "confirm",
    raised: { address_in_use: "MEDIUM", of_an_admin: "CRITICAL" },
  }),
  "identity-provider.delete": low("Nobody signs in there any more, and who came in by it is signed out.", {
    who: "admin",
    access: "admin",
    raised: { address_in_use: "MEDIUM" },
  }),
  "identity-provider.test": low("It is asked whether it knows this installation.", {
    who: "admin",
    access: "admin",
  }),
  "account.unlink": low("The account no longer signs you in, and what is open by it elsewhere closes.", {
    who: "person",
    access: "none",
  }),

  "key.create": low("A key is made that acts for you.", { who: "person", access: "none" }),
  "key.revoke": low("The key stops working at once, and what it holds open closes.", {
    who: "person",
    access: "none",
  }),
  "notice.read": low("The notices count as read.", { who: "person", access: "none" }),
  "channel.create": low("Notices go out by it, to where it leads.", { who: "admin", access: "admin" }),
  "channel.update": low("It changes where notices go.", {
    who: "admin",
    access: "admin",
    raised: { address_in_use: "MEDIUM" },
  }),
  "channel.delete": low("Nothing goes out by it any more.", {
    who: "admin",
    access: "admin",
    raised: { address_in_use: "MEDIUM" },
  }),
  "channel.test": low("A test message is sent at once.", { who: "admin", access: "admin" }),
  "delivery.retry": low("The message is sent again.", { who: "admin", access: "admin" }),

  "person.change-role": row("CRITICAL", "admin")(
    "Somebody becomes an admin of the installation, or is one no longer: it changes who protects everybody.",
    { who: "admin" },
  ),
  "person.change-ownership": row("CRITICAL", "admin")(
    "Somebody becomes an owner, who may do everything here, or is one no longer.",
    { who: "owner" },
  ),
  "person.disable": low("They are signed out everywhere, their keys stop working and their agents stop.", {
    who: "admin",
    access: "admin",
    raised: { of_an_admin: "CRITICAL" },
  }),
  "person.enable": low("They may sign in again, with the role and the projects that they had.", {
    who: "admin",
    access: "admin",
    raised: { of_an_admin: "CRITICAL" },
  }),
  "person.remove": medium(
    "They lose every way in, their keys and their projects, for good. What they did stays, under their name.",
    { who: "admin", access: "admin", raised: { of_an_admin: "CRITICAL" } },
  ),
  "member.add": low("Somebody gets access to the project.", { who: "person", access: "admin" }),
  "member.change": low("Somebody may do more or less in the project.", { who: "person", access: "admin" }),
  "member.remove": low("Somebody cannot see the project any more, and what they have open of it closes.", {
    who: "person",
    access: "admin",
  }),
  "invitation.create": low("Who opens the link comes in, once.", {
    who: "person",
    access: "admin",
    keyScope: "confirm",
    raised: { of_an_admin: "CRITICAL" },
  }),
  "invitation.renew": low("The invitation gets a new link; the one before stops working.", {
    who: "person",
    access: "admin",
    keyScope: "confirm",
    raised: { of_an_admin: "CRITICAL" },
  }),
  "invitation.send": low("A new link goes to the address of the invitation; the one before stops working.", {
    who: "person",
    access: "admin",
    keyScope: "confirm",
    raised: { of_an_admin: "CRITICAL" },
  }),
  "invitation.revoke": low("The link opens nothing any more.", { who: "person", access: "admin" }),
  "onboarding.update": low("It is kept how far you are.", { who: "person", access: "none" }),
  "master-key.rotate": row("CRITICAL", "admin")(
    "Every secret is wrapped by a new master key; the old one opens nothing any more.",
    { who: "owner", facts: ["new_key_given"] },
  ),

  "rule.raise": low("More is asked for from now on.", { who: "admin", access: "admin" }),
  "rule.relax": row("CRITICAL", "admin")(
    "Less is asked for from now on: it changes what protects everybody.",
    {
      who: "owner",
    },
  ),
  "operation.confirm": low("Your consent is recorded.", { who: "person", access: "none" }),
  "operation.approve": low("Your approval is recorded.", { who: "person", access: "none" }),
  "operation.reject": low("It is rejected and does not happen.", { who: "person", access: "none" }),
  "operation.break-glass": low("The rest of the cooldown is skipped, and all administrators hear of it.", {
    who: "owner",
    access: "none",
  }),
  "operation.cancel": low("The operation is cancelled.", { access: "none" }),
  "operation.issue-token": low("A confirm token is issued.", { who: "person", access: "none" }),
} as const satisfies Record<string, ActionRow>;

export type ActionName = keyof typeof actions;

export const actionRow = (name: ActionName): ActionRow => actions[name];
