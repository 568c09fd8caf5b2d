import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { BranchName, Revision } from "#lib/kernel/text.ts";
import { RootName } from "#lib/modules/files/schema.ts";

const Place = z.object({ workspaceId: Id, root: RootName });

/** As git prints it, relative to its root; any character but NUL. */
const GitPath = z
  .string()
  .min(1, { message: "must not be empty" })
  .max(4096, { message: "must have at most 4096 characters" })
  .refine((path) => !path.includes("\0"), { message: "must not hold a NUL character" })
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), {
    message: "must stay inside the repository",
  });

export const ReadStatusInput = Place;

/** git's letters (M, A, D, R, C, T); null where nothing changed on that side. */
export const ChangedFile = z.object({
  path: z.string(),
  oldPath: z.string().optional(),
  staged: z.string().nullable(),
  unstaged: z.string().nullable(),
  conflicted: z.boolean(),
  untracked: z.boolean(),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

export const GitStatus = z.object({
  /** Null on a detached head. */
  branch: z.string().nullable(),
  head: z.string().nullable(),
  upstream: z.string().nullable(),
  ahead: z.number().int(),
  behind: z.number().int(),
  entries: z.array(ChangedFile),
  /** There are more entries than are listed. */
  truncated: z.boolean(),
});
export type GitStatus = z.infer<typeof GitStatus>;

/**
 * base and head: head against its merge base with base. base alone: the working tree against that merge base. Neither:
 * the working tree against HEAD; `staged=true` the index against HEAD, `staged=false` the working tree against the index.
 */
export const ReadDiffInput = Place.extend({
  base: Revision.optional(),
  head: Revision.optional(),
  staged: z.stringbool().optional(),
  path: GitPath.optional(),
});

export const DiffFile = z.object({
  path: z.string(),
  oldPath: z.string().optional(),
  status: z.enum(["added", "modified", "deleted", "renamed", "copied", "type_changed", "conflicted"]),
  additions: z.number().int(),
  deletions: z.number().int(),
  binary: z.boolean(),
  patch: z.string(),
  /** The patch is cut at a line's end; the counts are whole. */
  truncated: z.boolean(),
});
export type DiffFile = z.infer<typeof DiffFile>;

export const GitDiff = z.object({
  base: z.string().nullable(),
  /** Null where the working tree or the index is compared. */
  head: z.string().nullable(),
  files: z.array(DiffFile),
  totals: z.object({ files: z.number().int(), additions: z.number().int(), deletions: z.number().int() }),
  truncated: z.boolean(),
});
export type GitDiff = z.infer<typeof GitDiff>;

export const ListCommitsInput = Place.extend({
  revision: Revision.default("HEAD"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^[0-9a-f]{40,64}\.\d{1,9}$/, { message: "is not a cursor of this list" })
    .optional(),
});

const Person = z.object({ name: z.string(), email: z.string() });

export const Commit = z.object({
  sha: z.string(),
  parents: z.array(z.string()),
  author: Person,
  authoredAt: z.string(),
  committer: Person,
  committedAt: z.string(),
  subject: z.string(),
  body: z.string(),
});
export type Commit = z.infer<typeof Commit>;
export const CommitPage = z.object({ items: z.array(Commit), nextCursor: z.string().nullable() });

export const ListBranchesInput = Place;

export const Branch = z.object({
  name: z.string(),
  /** Null for a local branch. */
  remote: z.string().nullable(),
  head: z.string(),
  subject: z.string(),
  committedAt: z.string(),
  current: z.boolean(),
  upstream: z.string().nullable(),
  ahead: z.number().int(),
  behind: z.number().int(),
  /** The root in which it is checked out, or "elsewhere"; null where nowhere. */
  checkedOutIn: z.string().nullable(),
});
export type Branch = z.infer<typeof Branch>;
export const BranchList = z.object({
  /** Null on a detached head. */
  current: z.string().nullable(),
  defaultBranch: z.string().nullable(),
  items: z.array(Branch),
});
export type BranchList = z.infer<typeof BranchList>;

export const StageFilesInput = Place.extend({
  paths: z
    .array(GitPath)
    .min(1, { message: "must name at least one file" })
    .max(10_000, { message: "must name at most 10000 files" }),
  unstage: z.boolean().default(false),
});

export const CommitChangesInput = Place.extend({
  message: z
    .string()
    .max(100_000, { message: "must have at most 100000 characters" })
    .refine((message) => message.trim() !== "", { message: "must not be empty" })
    .refine((message) => !message.includes("\0"), { message: "must not hold a NUL character" }),
  /** Commits every change, and not only what is staged. */
  all: z.boolean().default(false),
});

export const PushBranchInput = Place.extend({ branch: BranchName });
export const PullBranchInput = Place;
export const CheckoutBranchInput = Place.extend({
  branch: BranchName,
  /** Makes the branch from the current commit. */
  create: z.boolean().default(false),
});

/** `already`: the remote had all of it. */
export interface PushedBranch {
  branch: string;
  commit: string;
  already: boolean;
}
/** `already`: there was nothing new. */
export interface PulledBranch {
  head: string | null;
  already: boolean;
}
