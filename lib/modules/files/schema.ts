import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { EntryPath, RelativePath } from "#lib/kernel/text.ts";

export const contentBytesMax = 5 * 1024 * 1024;

/** `workspace`, or `worktree:<name>` for a run's own folder. */
export const RootName = z
  .string()
  .regex(/^(worktree:)?[a-z0-9][a-z0-9_.-]{0,62}$/, { message: "must be workspace or worktree:<name>" })
  .default("workspace");

const Place = z.object({ workspaceId: Id, root: RootName });

export const ListTreeInput = Place.extend({
  path: RelativePath.default(""),
  depth: z.coerce.number().int().min(1).max(10).default(1),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(5000),
});

/** `type` is never more than what lies there: a symlink is not followed. `mode` holds the permission bits. */
export const FileEntry = z.object({
  name: z.string(),
  path: z.string(),
  type: z.enum(["folder", "file", "symlink", "other"]),
  sizeBytes: z.number(),
  mode: z.number().int(),
  modifiedAt: z.string(),
  /** Only where deeper levels were asked for. */
  get children() {
    return z.array(FileEntry).optional();
  },
});
export type FileEntry = z.infer<typeof FileEntry>;

export const FileTree = z.object({
  root: z.string(),
  path: z.string(),
  entries: z.array(FileEntry),
  nextCursor: z.string().nullable(),
});
export type FileTree = z.infer<typeof FileTree>;

export const ReadContentInput = Place.extend({
  path: EntryPath,
  /** Sent as an attachment instead of shown. */
  download: z.stringbool().default(false),
});

export const SearchFilesInput = Place.extend({
  q: z
    .string()
    .min(1, { message: "must not be empty" })
    .max(1000, { message: "must have at most 1000 characters" })
    .refine((text) => !/[\0\n]/.test(text), { message: "must be one line without NUL" }),
  /** `content` looks into files, `name` at their paths. */
  kind: z.enum(["content", "name"]).default("content"),
  isRegex: z.stringbool().default(false),
  isCaseSensitive: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
});

export const FileMatch = z.object({
  path: z.string(),
  /** From 1; null for a match by name. */
  line: z.number().int().nullable(),
  text: z.string().nullable(),
});
export type FileMatch = z.infer<typeof FileMatch>;

/** `isTruncated`: there is more than was asked for. `problem`: what could not be searched. */
export const FileMatches = z.object({
  items: z.array(FileMatch),
  isTruncated: z.boolean(),
  problem: z.string().nullable(),
});
export type FileMatches = z.infer<typeof FileMatches>;

export const WatchFilesInput = Place;

/** With `isOverflow` anything may have changed; `paths` is empty in the first message, which says that it watches. */
export const FileChange = z.object({ paths: z.array(z.string()), isOverflow: z.boolean() });
export type FileChange = z.infer<typeof FileChange>;

const Content = z
  .string()
  .refine((text) => new TextEncoder().encode(text).length <= contentBytesMax, {
    message: "must have at most 5 MiB",
  })
  .refine((text) => text.isWellFormed(), { message: "must be whole Unicode characters" });

/** Either `ifMatch`, the ETag the file was read with ("*": whatever is there), or `isNew`: nothing may be there. */
export const WriteFileInput = Place.extend({
  path: EntryPath,
  content: Content,
  ifMatch: z
    .string()
    .max(200)
    .regex(/^[\x21-\x7e]+$/, { message: 'must be an ETag, such as "5f3a"' })
    .optional(),
  isNew: z.boolean().default(false),
}).refine((input) => input.isNew !== (input.ifMatch !== undefined), {
  path: ["ifMatch"],
  message: "send the ETag that the file was read with, or isNew: true for a new file",
});
export type WriteFileInput = z.infer<typeof WriteFileInput>;

export const WrittenFile = z.object({
  path: z.string(),
  etag: z.string(),
  sizeBytes: z.number(),
  isNew: z.boolean(),
});
export type WrittenFile = z.infer<typeof WrittenFile>;

export const MakeFolderInput = Place.extend({ path: EntryPath });
export const MovePathInput = Place.extend({ from: EntryPath, to: EntryPath });
export const DeletePathInput = Place.extend({ path: EntryPath });
export const RestorePathInput = z.object({
  workspaceId: Id,
  trashId: z.string().regex(/^[0-9a-f-]{36}$/, { message: "must be an id that a delete answered" }),
});

export const MadePath = z.object({ path: z.string() });
export const DeletedPath = z.object({ path: z.string(), trashId: z.string() });
export type DeletedPath = z.infer<typeof DeletedPath>;
export const RestoredPath = z.object({ root: z.string(), path: z.string() });
