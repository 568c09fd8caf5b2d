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
  /** Its name on disk is not UTF-8: it is shown with marks in it and can be renamed in a terminal only. */
  hasBrokenName: z.boolean().optional(),
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

/** What a file is, told without reading it: the first 8 KiB say whether it is text. A symlink is not followed. */
export const ReadFileInfoInput = Place.extend({ path: EntryPath });
export const FileInfo = z.object({
  path: z.string(),
  type: z.enum(["folder", "file", "symlink", "other"]),
  sizeBytes: z.number(),
  mode: z.number().int(),
  modifiedAt: z.string(),
  /** Of a regular file, as its content is sent with; else null. */
  etag: z.string().nullable(),
  kind: z.enum(["text", "binary"]).nullable(),
  /** By its first bytes, for people: `image/png`, `application/zip`; null where it is no regular file. */
  mimeType: z.string().nullable(),
  /** Text of at most 5 MiB in a regular file: what the editor opens whole. Beyond it, read ranges of the content. */
  isEditable: z.boolean(),
  /** Where a symlink points. */
  linkTarget: z.string().nullable(),
});
export type FileInfo = z.infer<typeof FileInfo>;

/** Globs as ripgrep's `--glob` takes them; one as a text or several as a list. */
const Globs = z
  .union([z.string(), z.array(z.string())])
  .transform((globs) => [globs].flat().filter((glob) => glob.trim() !== ""))
  .pipe(
    z
      .array(z.string().max(500, { message: "must have at most 500 characters" }))
      .max(50, { message: "must be at most 50" }),
  )
  .default([]);

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
  /** Only whole words. */
  isWord: z.stringbool().default(false),
  include: Globs,
  exclude: Globs,
  limit: z.coerce.number().int().min(1).max(2000).default(500),
});

export type SearchFilesInput = z.infer<typeof SearchFilesInput>;

export const FileMatch = z.object({
  path: z.string(),
  /** From 1; null for a match by name. */
  line: z.number().int().nullable(),
  text: z.string().nullable(),
  /** Where in `text` it was found: [start, end) in UTF-16 units; empty where that lies beyond what is shown of the line. */
  ranges: z.array(z.tuple([z.number().int(), z.number().int()])).default([]),
});
export type FileMatch = z.infer<typeof FileMatch>;

/** `isTruncated`: there is more than was asked for. `problem`: what could not be searched. */
export const FileMatches = z.object({
  items: z.array(FileMatch),
  isTruncated: z.boolean(),
  problem: z.string().nullable(),
});
export type FileMatches = z.infer<typeof FileMatches>;

/** The same question, answered as it is found; up to 10,000 matches. */
export const FindInFilesInput = SearchFilesInput.extend({
  limit: z.coerce.number().int().min(1).max(10_000).default(2000),
});

/** Data of the event `matches`, in the order found. */
export const FoundMatches = z.object({ items: z.array(FileMatch) });
export type FoundMatches = z.infer<typeof FoundMatches>;

/** Data of the event `done`, which comes last; a stream that ends without it was cut. */
export const FindDone = z.object({
  matches: z.number().int(),
  isTruncated: z.boolean(),
  durationMs: z.number(),
  problem: z.string().nullable(),
});
export type FindDone = z.infer<typeof FindDone>;

/** An empty `q` gives the first names. */
export const ListNamesInput = Place.extend({
  q: z.string().max(500, { message: "must have at most 500 characters" }).default(""),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/**
 * Files by fuzzy match of their paths, best first, without what .gitignore leaves out. `positions` are the matched
 * places in `path` (UTF-16). `filesCount` is how many were looked through; `isCut`: there are more, which were not.
 */
export const FileNames = z.object({
  items: z.array(z.object({ path: z.string(), positions: z.array(z.number().int()) })),
  filesCount: z.number().int(),
  isCut: z.boolean(),
});
export type FileNames = z.infer<typeof FileNames>;

export const WatchFilesInput = Place;

/** How much of the root is followed live. Folders that were listed lately are followed in any case. */
export const WatchCoverage = z.object({
  isWhole: z.boolean(),
  foldersCount: z.number().int(),
  /** A sentence for people where it is not the whole: why, and what is followed instead. */
  problem: z.string().nullable(),
});
export type WatchCoverage = z.infer<typeof WatchCoverage>;

/**
 * With `isOverflow` anything may have changed; `paths` is empty in the first message, which says that it watches.
 * `coverage` comes with the first message and whenever it changed; `isGitChanged`: a commit, a checkout, the index.
 */
export const FileChange = z.object({
  paths: z.array(z.string()),
  isOverflow: z.boolean(),
  isGitChanged: z.boolean().optional(),
  coverage: WatchCoverage.optional(),
});
export type FileChange = z.infer<typeof FileChange>;

const ifMatch = z
  .string()
  .max(200)
  .regex(/^[\x21-\x7e]+$/, { message: 'must be an ETag, such as "5f3a"' })
  .optional();

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
  ifMatch,
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

/** Without `to` it becomes `a copy.txt` beside it, `a copy 2.txt` where that is taken. */
export const DuplicatePathInput = Place.extend({ path: EntryPath, to: EntryPath.optional() });
/** `skipped`: what cannot be copied, as pipes and sockets, and repositories' own .git. */
export const DuplicatedPath = z.object({ path: z.string(), skipped: z.array(z.string()) });

const TrashId = z.string().regex(/^[0-9a-f-]{36}$/, { message: "must be an id that a delete answered" });

/** With `to` it comes back there, as where its old place is taken. Missing folders above are made. */
export const RestorePathInput = z.object({ workspaceId: Id, trashId: TrashId, to: EntryPath.optional() });

export const ListTrashInput = z.object({ workspaceId: Id });
export const TrashItem = z.object({
  trashId: z.string(),
  root: z.string(),
  path: z.string(),
  type: z.enum(["folder", "file", "symlink", "other"]),
  /** Of everything in it; null where there was too much to count in two seconds. */
  sizeBytes: z.number().nullable(),
  deletedAt: z.string(),
});
export type TrashItem = z.infer<typeof TrashItem>;

/** Newest first. Nothing leaves the trash by itself. */
export const Trash = z.object({
  items: z.array(TrashItem),
  /** Of all items; null where one could not be counted. */
  sizeBytes: z.number().nullable(),
  /** From this age on an item counts as old, for "empty what is old". */
  oldAfterDays: z.number().int(),
});
export type Trash = z.infer<typeof Trash>;

/** One item, those older than so many days, or (neither given) everything. */
export const EmptyTrashInput = z.object({
  workspaceId: Id,
  trashId: TrashId.optional(),
  olderThanDays: z.number().int().min(1).max(3650).optional(),
});
export type EmptyTrashInput = z.infer<typeof EmptyTrashInput>;
export const EmptiedTrash = z.object({ removed: z.number().int(), sizeBytes: z.number().nullable() });

/** What an upload may replace, as for a write. Without `sizeBytes` it ends where `finish` says so. */
export const StartUploadInput = Place.extend({
  path: EntryPath,
  ifMatch,
  isNew: z.boolean().default(false),
  sizeBytes: z.number().int().min(0).optional(),
  /** Hex; compared before the file takes its place. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { message: "must be 64 hexadecimal digits" })
    .optional(),
}).refine((input) => input.isNew !== (input.ifMatch !== undefined), {
  path: ["ifMatch"],
  message: 'send the ETag of the file to replace ("*": whatever is there), or isNew: true for a new one',
});

const UploadId = z.string().regex(/^[0-9a-f-]{36}$/, { message: "must be an id that a start answered" });
export const UploadInput = z.object({ workspaceId: Id, uploadId: UploadId });
export const ListUploadsInput = z.object({ workspaceId: Id });
/** `ifMatch` in place of what the start said, as after a conflict that a person decided. */
export const FinishUploadInput = UploadInput.extend({ ifMatch });
/** The body is bytes; `offset` is where they begin, and has to be where the upload stands. */
export const AppendUploadInput = UploadInput.extend({ offset: z.coerce.number().int().min(0) });
/** A whole file in one request: the body is its bytes. Without `ifMatch` nothing may be there yet. */
export const UploadFileInput = Place.extend({
  path: EntryPath,
  ifMatch,
  isNew: z.stringbool().default(false),
}).refine((input) => !(input.isNew && input.ifMatch !== undefined), {
  path: ["ifMatch"],
  message:
    'must not stand beside isNew: an ETag ("*": whatever is there) replaces, and a new file replaces nothing',
});

/** An upload that waits for more bytes. It goes when nothing came for a day. */
export const Upload = z.object({
  uploadId: z.string(),
  root: z.string(),
  path: z.string(),
  /** How much has come and is kept: where the next bytes begin. */
  offset: z.number(),
  sizeBytes: z.number().nullable(),
  startedAt: z.string(),
  expiresAt: z.string(),
});
export type Upload = z.infer<typeof Upload>;
export const Uploads = z.object({ items: z.array(Upload) });

export const archivePathsMax = 500;

/** One path or several, of files and folders; none is the whole root. Links stand in it as links; .git is left out. */
export const ReadArchiveInput = Place.extend({
  path: z
    .union([EntryPath, z.array(EntryPath)])
    .transform((paths) => [paths].flat())
    .pipe(z.array(EntryPath).max(archivePathsMax, { message: `must be at most ${archivePathsMax}` }))
    .default([]),
});

export const MadePath = z.object({ path: z.string() });
export const DeletedPath = z.object({ path: z.string(), trashId: z.string() });
export type DeletedPath = z.infer<typeof DeletedPath>;
export const RestoredPath = z.object({ root: z.string(), path: z.string() });
