import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { EntryPath } from "#lib/kernel/text.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { ModelName } from "#lib/modules/tasks/schema.ts";

/** How agents work in a project. */

export const permissionActions = ["allow", "ask", "deny"] as const;
export type PermissionAction = (typeof permissionActions)[number];

/** Tools that a project may switch off; `edit` stands for every one that writes files. */
export const switchableTools = [
  "bash",
  "edit",
  "task",
  "todowrite",
  "question",
  "webfetch",
  "websearch",
  "skill",
] as const;

interface PermissionRule {
  usual: PermissionAction;
  /** What a project may choose: nobody loosens what holds an agent in its worktree. */
  choices: readonly PermissionAction[];
}

/** Classes of permission by the name that agents ask under; `control_plane` are the tools of Lockkeeper itself. */
export const permissionClasses = {
  bash: { usual: "allow", choices: permissionActions },
  edit: { usual: "allow", choices: permissionActions },
  task: { usual: "allow", choices: permissionActions },
  webfetch: { usual: "ask", choices: permissionActions },
  websearch: { usual: "ask", choices: permissionActions },
  skill: { usual: "allow", choices: permissionActions },
  doom_loop: { usual: "ask", choices: permissionActions },
  external_directory: { usual: "ask", choices: ["ask", "deny"] },
  control_plane: { usual: "allow", choices: permissionActions },
} as const satisfies Record<string, PermissionRule>;

export type PermissionClass = keyof typeof permissionClasses;
export const permissionClassNames: readonly PermissionClass[] = [
  "bash",
  "edit",
  "task",
  "webfetch",
  "websearch",
  "skill",
  "doom_loop",
  "external_directory",
  "control_plane",
];

export const choicesOf = (name: PermissionClass): readonly PermissionAction[] =>
  permissionClasses[name].choices;

const CheckCommand = z
  .string({ message: "give the command as text" })
  .trim()
  .max(4000, { message: "must have at most 4000 characters" })
  .refine((command) => !command.includes("\0"), { message: "must not hold a NUL character" })
  .transform((command) => (command === "" ? null : command));

const Text = (name: string, max: number) =>
  z
    .string({ message: `give the ${name} as text` })
    .trim()
    .max(max, { message: `must have at most ${max} characters` })
    .refine((text) => !text.includes("\0"), { message: "must not hold a NUL character" });

const Bounded = (least: number, most: number) => {
  const message = `must be from ${least} to ${most}`;
  return z.number({ message: "must be a number" }).min(least, { message }).max(most, { message });
};
const Whole = (least: number, most: number) =>
  Bounded(least, most).int({ message: "must be a whole number" });

const ReportPath = z
  .string({ message: "name the file" })
  .trim()
  .transform((path) => (path === "" ? null : path))
  .pipe(EntryPath.max(500, { message: "must have at most 500 characters" }).nullable());

export const ToolName = z.enum(switchableTools, {
  message: `must be among: ${switchableTools.join(", ")}`,
});

const Permissions = z
  .record(z.string(), z.enum(permissionActions, { message: "must be allow, ask or deny" }), {
    message: "give each class of permission with allow, ask or deny",
  })
  .superRefine((given, context) => {
    for (const [name, action] of Object.entries(given)) {
      const known = permissionClassNames.find((candidate) => candidate === name);
      const message = known
        ? refusalOf(known, action)
        : `${name}: must be one of ${permissionClassNames.join(", ")}`;
      if (message) context.addIssue({ code: "custom", message });
    }
  });

function refusalOf(name: (typeof permissionClassNames)[number], action: PermissionAction): string | null {
  const choices = choicesOf(name);
  return choices.includes(action)
    ? null
    : `${name} may be ${choices.join(" or ")}: it holds the agent in its worktree`;
}

export const ReadConfigInput = z.object({ projectId: Id });

/** What is left out stays as it is. */
export const UpdateConfigInput = ReadConfigInput.extend({
  /** Null: the project's own, else the installation's default. */
  provider: ProviderName.nullable().optional(),
  /** Null: the provider's first. */
  model: ModelName.nullable().optional(),
  /** Runs in the worktree by a shell before each review; null or empty: none. */
  checkCommand: CheckCommand.nullable().optional(),
  isReviewOn: z.boolean({ message: "must be true or false" }).optional(),
  /** How often a review may send the work back before a person looks at it. */
  reviewRoundsMax: Whole(0, 10).optional(),
  /** Told to the agent with every prompt. */
  instructions: Text("instructions", 20_000).optional(),
  /** Null: the model's own. */
  temperature: Bounded(0, 2).nullable().optional(),
  /** Tokens of one answer at most; null: 32,000. */
  maxTokens: Whole(256, 128_000).nullable().optional(),
  toolsOff: z
    .array(ToolName, { message: "give a list of tools" })
    .max(switchableTools.length)
    .transform((names) => [...new Set(names)].toSorted())
    .optional(),
  /** Where a class of permission is not to be as usual. */
  permissions: Permissions.optional(),
  /** Told to the reviewer beside what it is always told. */
  reviewPrompt: Text("review prompt", 10_000).optional(),
  /** The file in the worktree that the check command writes, as JUnit or TAP; null: its output is read. */
  checkReport: ReportPath.nullable().optional(),
  /** Whether the AGENTS.md of the repository is told to the agent. */
  isRepositoryGuideOn: z.boolean({ message: "must be true or false" }).optional(),
  /** Prompts of one run before a person has to say that it goes on; null: without end. */
  turnsMax: Whole(1, 1000).nullable().optional(),
  /** What one run may cost; null: as the project has it. */
  runBudgetUsd: Bounded(0.01, 100_000).nullable().optional(),
  /** Why this version is written. */
  note: Text("note", 500).default(""),
});
export type UpdateConfigInput = z.infer<typeof UpdateConfigInput>;

export const ConfigView = z.object({
  /** 0: nothing was ever set. */
  version: z.number().int(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  checkCommand: z.string().nullable(),
  isReviewOn: z.boolean(),
  reviewRoundsMax: z.number().int(),
  instructions: z.string(),
  temperature: z.number().nullable(),
  maxTokens: z.number().int().nullable(),
  toolsOff: z.array(z.string()),
  permissions: z.record(z.string(), z.enum(permissionActions)),
  reviewPrompt: z.string(),
  checkReport: z.string().nullable(),
  isRepositoryGuideOn: z.boolean(),
  turnsMax: z.number().int().nullable(),
  runBudgetUsd: z.number().nullable(),
  /** Why it was written, in its author's words. */
  note: z.string(),
  createdAt: z.iso.datetime().nullable(),
});
export type ConfigView = z.infer<typeof ConfigView>;

/** What a version says, beside who wrote it and when. */
export const configFields = [
  "provider",
  "model",
  "temperature",
  "maxTokens",
  "instructions",
  "isRepositoryGuideOn",
  "toolsOff",
  "permissions",
  "checkCommand",
  "checkReport",
  "isReviewOn",
  "reviewRoundsMax",
  "reviewPrompt",
  "turnsMax",
  "runBudgetUsd",
] as const;
export const ConfigField = z.enum(configFields);
export type ConfigField = z.infer<typeof ConfigField>;

/** How the runs that began with a version ended, and what they cost. */
export const ConfigUsage = z.object({
  runs: z.number().int(),
  merged: z.number().int(),
  /** At their end and not merged: for a person to say. */
  finished: z.number().int(),
  failed: z.number().int(),
  /** Stopped or dropped by a person. */
  aborted: z.number().int(),
  interrupted: z.number().int(),
  live: z.number().int(),
  costUsd: z.number(),
  /** Of those that ended, on average; null without one. */
  durationMs: z.number().nullable(),
  /** Reviews that a run took, on average. */
  reviewRounds: z.number(),
});
export type ConfigUsage = z.infer<typeof ConfigUsage>;

export const ConfigVersion = ConfigView.extend({
  /** True for the one that new runs work by. */
  isActive: z.boolean(),
  /** What it says otherwise than the version before it. */
  changed: z.array(ConfigField),
  createdBy: z.object({ id: Id, name: z.string() }).nullable(),
  /** Null: no run began with it. */
  usage: ConfigUsage.nullable(),
});
export type ConfigVersion = z.infer<typeof ConfigVersion>;
export const ConfigVersionPage = pageOf(ConfigVersion);

const VersionNumber = z.coerce
  .number({ message: "must be the number of a version" })
  .int({ message: "must be a whole number" })
  .min(1, { message: "must be 1 or more" })
  .max(1_000_000_000, { message: "is too large" });

export const ListConfigVersionsInput = ReadConfigInput.extend({
  limit: PageInput.shape.limit,
  /** The version seen last. */
  cursor: VersionNumber.optional(),
});
export const ActivateConfigInput = ReadConfigInput.extend({ version: VersionNumber });

/** The repository's own words for agents. */
export const RepositoryGuide = z.object({
  path: z.string(),
  text: z.string(),
  sizeBytes: z.number().int(),
  /** It is longer than what agents are told. */
  isCut: z.boolean(),
});
export const FoundGuide = z.object({ guide: RepositoryGuide.nullable() });
