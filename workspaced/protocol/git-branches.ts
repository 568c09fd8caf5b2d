import { z } from "zod";
import { BranchName, CommitId, GitPath, Person, Revision } from "./git-names.ts";
import { RootName } from "./service.ts";

export const CheckoutInput = z
  .object({
    root: RootName,
    branch: BranchName,
    /** Makes the branch, from `from` or the current commit. */
    create: z.boolean().default(false),
    from: Revision.optional(),
    /**
     * What is not committed comes along (`carry`; where that would overwrite something, nothing happens), or stays behind,
     * stashed, and comes back with the branch (`leave`).
     */
    changes: z.enum(["carry", "leave"]).default("carry"),
  })
  .refine(({ create, from }) => create || from === undefined, {
    path: ["from"],
    message: "stands only beside create",
  });
export type CheckoutInput = z.infer<typeof CheckoutInput>;

export const CheckoutAnswer = z.object({
  branch: z.string(),
  head: CommitId.nullable(),
  /** Changes were stashed with the branch that was left. */
  left: z.boolean().default(false),
  /** Changes that had been left with this branch: they are back, or why they are still stashed. */
  back: z.enum(["none", "restored", "kept"]).default("none"),
});
export type CheckoutAnswer = z.infer<typeof CheckoutAnswer>;

export const BranchQuery = z.object({ root: RootName, branch: BranchName });

const CommitLine = z.object({ sha: CommitId, subject: z.string() });

/** What would be lost with a branch: its commits that no other branch, remote or tag has. */
export const BranchLossesAnswer = z.object({
  commit: CommitId,
  commits: z.array(CommitLine),
  total: z.number().int(),
});
export type BranchLossesAnswer = z.infer<typeof BranchLossesAnswer>;

export const DeleteBranchInput = z.object({
  root: RootName,
  branch: BranchName,
  /** CONFLICT where the branch is at another commit. */
  commit: CommitId,
});
export type DeleteBranchInput = z.infer<typeof DeleteBranchInput>;
export const DeletedBranchAnswer = z.object({ branch: z.string(), commit: CommitId });
export type DeletedBranchAnswer = z.infer<typeof DeletedBranchAnswer>;

export const RenameBranchInput = z.object({ root: RootName, branch: BranchName, name: BranchName });
export type RenameBranchInput = z.infer<typeof RenameBranchInput>;
export const RenamedBranchAnswer = z.object({ branch: z.string() });
export type RenamedBranchAnswer = z.infer<typeof RenamedBranchAnswer>;

export const StashEntry = z.object({
  sha: CommitId,
  /** The branch it was made on, where git names it. */
  branch: z.string().nullable(),
  message: z.string(),
  stashedAt: z.string(),
  files: z.number().int(),
});
export type StashEntry = z.infer<typeof StashEntry>;
export const StashesAnswer = z.object({ items: z.array(StashEntry) });
export type StashesAnswer = z.infer<typeof StashesAnswer>;

export const StashInput = z.object({
  root: RootName,
  message: z
    .string()
    .trim()
    .max(200, { message: "must have at most 200 characters" })
    .refine((message) => !/[\0\r\n]/.test(message), { message: "must be one line" })
    .default(""),
  author: Person,
});
export type StashInput = z.infer<typeof StashInput>;
export const StashAnswer = z.object({ sha: CommitId });

export const UnstashInput = z.object({ root: RootName, sha: CommitId });
/** `conflict`: the changes are there with marks, and the stash is kept. */
export const UnstashAnswer = z.object({
  state: z.enum(["restored", "conflict"]),
  files: z.array(z.string()),
});
export type UnstashAnswer = z.infer<typeof UnstashAnswer>;
export const DropStashAnswer = z.object({ dropped: z.literal(true) });

const Side = z
  .object({ sizeBytes: z.number().int(), kind: z.enum(["text", "binary", "submodule"]) })
  .nullable();

/** A file in conflict: what each side has of it; null where the side has no such file. */
export const ConflictAnswer = z.object({
  path: z.string(),
  base: Side,
  ours: Side,
  theirs: Side,
  oursLabel: z.string(),
  theirsLabel: z.string(),
  /** Marks are left in the file. */
  isMarked: z.boolean(),
});
export type ConflictAnswer = z.infer<typeof ConflictAnswer>;

export const ConflictQuery = z.object({ root: RootName, path: GitPath });

export const ResolveInput = z.object({
  root: RootName,
  paths: z
    .array(GitPath)
    .min(1, { message: "must name at least one file" })
    .max(10_000, { message: "must name at most 10000 files" }),
  /** A side's version, the file as it now is, or the conflict as it was at first. */
  take: z.enum(["ours", "theirs", "working", "again"]),
});
export type ResolveInput = z.infer<typeof ResolveInput>;

export const ContinueInput = z.object({
  root: RootName,
  author: Person,
});
export type ContinueInput = z.infer<typeof ContinueInput>;
/** `conflict`: the next commit of a rebase is in conflict too. */
export const ContinueAnswer = z.object({
  state: z.enum(["done", "conflict"]),
  head: CommitId.nullable(),
  files: z.array(z.string()),
});
export type ContinueAnswer = z.infer<typeof ContinueAnswer>;
export const AbortInput = z.object({ root: RootName });
export const AbortAnswer = z.object({ head: CommitId.nullable() });

/**
 * What would go with a merge or rebase that is given up: files whose conflict was `settled`, that were `edited` while they are in
 * conflict, or `changed` beside them.
 */
export const WorkLossesAnswer = z.object({
  files: z.array(z.object({ path: z.string(), how: z.enum(["settled", "edited", "changed"]) })),
  total: z.number().int(),
});
export type WorkLossesAnswer = z.infer<typeof WorkLossesAnswer>;
