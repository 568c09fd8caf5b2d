import { z } from "zod";
import { CommitId, GitPath } from "./git-names.ts";
import { RootName } from "./service.ts";

/** A merge, rebase, cherry-pick or revert that stopped half-way and waits to be continued or given up. */
export const GitUnderWay = z.object({
  kind: z.enum(["merge", "rebase", "cherry_pick", "revert"]),
  /** The branch that a rebase will move when it is done, or null. */
  branch: z.string().nullable(),
  /** The commit that is taken over just now, or null. */
  commit: CommitId.nullable(),
  /** A rebase's place in its list of commits; 0 of 0 for the others. */
  step: z.number().int(),
  steps: z.number().int(),
});
export type GitUnderWay = z.infer<typeof GitUnderWay>;

/** What people call it, and git's own commands. */
export const nameOfWork = {
  merge: "merge",
  rebase: "rebase",
  cherry_pick: "cherry-pick",
  revert: "revert",
} as const satisfies Record<GitUnderWay["kind"], string>;

/** By its content: the SHA-1 of its lines, and which one it is among equal ones of the file. */
export const HunkId = z.string().regex(/^[0-9a-f]{40}(\.\d{1,6})?$/, { message: "is not the id of a hunk" });

/** A hunk of one file's difference, or some of its changed lines, counted from 0 within the hunk. */
export const HunkChoice = z.object({
  path: GitPath,
  /** The path before, where the difference is that of a renamed file. */
  oldPath: GitPath.optional(),
  id: HunkId,
  lines: z
    .array(z.number().int().min(0))
    .min(1, { message: "must name at least one line" })
    .max(50_000, { message: "must name at most 50000 lines" })
    .optional(),
});
export type HunkChoice = z.infer<typeof HunkChoice>;

const Paths = z.array(GitPath).max(10_000, { message: "must name at most 10000 files" }).default([]);

/** One of the status' groups whole: the tracked files that changed in the working tree, or the untracked ones; never one in conflict. */
export const ChangeGroup = z.enum(["changed", "untracked"]);
export type ChangeGroup = z.infer<typeof ChangeGroup>;

/** What is chosen of the changes: files and folders (with a slash at the end), everything, a group, or a hunk. Exactly one of them. */
export const ChoiceOfChanges = z.object({
  paths: Paths,
  all: z.boolean().default(false),
  group: ChangeGroup.optional(),
  hunk: HunkChoice.optional(),
});
export type ChoiceOfChanges = z.infer<typeof ChoiceOfChanges>;

export const onlyOneChoice = ({ paths, all, group, hunk }: ChoiceOfChanges): boolean =>
  [paths.length > 0, all, group !== undefined, hunk !== undefined].filter(Boolean).length === 1;
export const onlyOneChoiceMessage = "must name at least one file; or give all, a group, or a hunk, instead";

/** `unstage` takes files, everything or a hunk: no file of a group is staged. */
export const StageInput = ChoiceOfChanges.extend({
  root: RootName,
  unstage: z.boolean().default(false),
}).refine(onlyOneChoice, { path: ["paths"], message: onlyOneChoiceMessage });
export type StageInput = z.infer<typeof StageInput>;

export const DiscardInput = ChoiceOfChanges.extend({ root: RootName }).refine(onlyOneChoice, {
  path: ["paths"],
  message: onlyOneChoiceMessage,
});
export type DiscardInput = z.infer<typeof DiscardInput>;

export const DiscardId = z.string().regex(/^[0-9a-f-]{36}$/, { message: "is not the id of a discard" });

export const DiscardAnswer = z.object({
  /** What `restore` takes to bring it all back. */
  id: DiscardId,
  /** The first hundred. */
  files: z.array(z.string()),
  total: z.number().int(),
});
export type DiscardAnswer = z.infer<typeof DiscardAnswer>;

export const RestoreInput = z.object({ root: RootName, id: DiscardId });
export const RestoreAnswer = z.object({ files: z.array(z.string()), total: z.number().int() });
export type RestoreAnswer = z.infer<typeof RestoreAnswer>;

export const DiscardEntry = z.object({
  id: DiscardId,
  discardedAt: z.string(),
  files: z.array(z.string()),
  total: z.number().int(),
});
export const DiscardsAnswer = z.object({ items: z.array(DiscardEntry) });
export type DiscardsAnswer = z.infer<typeof DiscardsAnswer>;

/** Which version of a file: the index's, a side of its conflict, or that of a commit. */
export const ContentVersion = z
  .string()
  .regex(/^(index|base|ours|theirs|HEAD|[0-9a-f]{40}([0-9a-f]{24})?)$/, {
    message: "must be index, base, ours, theirs, HEAD or a commit's full id",
  });

export const GitContentQuery = z.object({ root: RootName, path: GitPath, version: ContentVersion });
export type GitContentQuery = z.infer<typeof GitContentQuery>;
