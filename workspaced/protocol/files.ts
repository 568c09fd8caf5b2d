import { z } from "zod";
import { RootName } from "./service.ts";

/** A path relative to its root; workspaced itself refuses what leaves the root, and says why. */
const RelativePath = z.string();

export const TreeQuery = z.object({
  root: RootName,
  path: RelativePath.default(""),
  /** 1 is one level; deeper levels fill `children` until 5,000 entries are reached. */
  max_depth: z.coerce.number().int().min(1).max(10).default(1),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(5000),
});
export type TreeQuery = z.infer<typeof TreeQuery>;

export const EntryType = z.enum(["folder", "file", "symlink", "other"]);
export type EntryType = z.infer<typeof EntryType>;

export interface TreeEntry {
  name: string;
  /** Relative to the root. */
  path: string;
  type: EntryType;
  sizeBytes: number;
  /** The permission bits, as 0o644. */
  mode: number;
  modifiedAt: string;
  /** Its name is not UTF-8: `name` and `path` show it with marks in it, and lead nowhere. */
  hasBrokenName?: boolean | undefined;
  /** Only where deeper levels were asked for and this one was read. */
  children?: TreeEntry[] | undefined;
}

export const TreeEntry: z.ZodType<TreeEntry> = z.object({
  name: z.string(),
  path: z.string(),
  type: EntryType,
  sizeBytes: z.number(),
  mode: z.number().int(),
  modifiedAt: z.string(),
  hasBrokenName: z.boolean().optional(),
  get children() {
    return z.array(TreeEntry).optional();
  },
});

export const TreeAnswer = z.object({
  root: z.string(),
  path: z.string(),
  entries: z.array(TreeEntry),
  nextCursor: z.string().nullable(),
});
export type TreeAnswer = z.infer<typeof TreeAnswer>;

export const PathQuery = z.object({ root: RootName, path: RelativePath });

/** GET /files/info: what lies there, told without reading it; a symlink is not followed. */
export const InfoAnswer = z.object({
  path: z.string(),
  type: EntryType,
  sizeBytes: z.number(),
  mode: z.number().int(),
  modifiedAt: z.string(),
  /** Of a regular file; else null. */
  etag: z.string().nullable(),
  kind: z.enum(["text", "binary"]).nullable(),
  /** By its first bytes, for people. */
  mimeType: z.string().nullable(),
  linkTarget: z.string().nullable(),
});
export type InfoAnswer = z.infer<typeof InfoAnswer>;

/** The header of GET /files/content and of POST /files/write's answer that says `text` or `binary`. */
export const fileKindHeader = "x-file-kind";

export const WriteAnswer = z.object({
  path: z.string(),
  etag: z.string(),
  sizeBytes: z.number(),
  isNew: z.boolean(),
});
export type WriteAnswer = z.infer<typeof WriteAnswer>;

export const MkdirInput = z.object({ root: RootName, path: RelativePath });
export const PathAnswer = z.object({ path: z.string() });
export type PathAnswer = z.infer<typeof PathAnswer>;

export const MoveInput = z.object({ root: RootName, from: RelativePath, to: RelativePath });

/** Without `to` a free name is found: `a copy.txt`, `a copy 2.txt`. */
export const DuplicateInput = z.object({ root: RootName, path: RelativePath, to: RelativePath.optional() });
/** `skipped`: pipes, sockets, devices, names that are not UTF-8, and repositories' own .git. */
export const DuplicateAnswer = z.object({ path: z.string(), skipped: z.array(z.string()) });
export type DuplicateAnswer = z.infer<typeof DuplicateAnswer>;

export const TrashId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/, { message: "must be an id that a delete answered" });
export const DeleteAnswer = z.object({ path: z.string(), trashId: z.string() });
export type DeleteAnswer = z.infer<typeof DeleteAnswer>;
/** With `to` it comes back there. Folders above are made where they are missing. */
export const RestoreInput = z.object({ trashId: TrashId, to: RelativePath.optional() });
export const RestoreAnswer = z.object({ root: z.string(), path: z.string() });
export type RestoreAnswer = z.infer<typeof RestoreAnswer>;

export const TrashItem = z.object({
  trashId: z.string(),
  root: z.string(),
  path: z.string(),
  type: EntryType,
  /** Of everything in it; null where there was too much to count in two seconds. */
  sizeBytes: z.number().nullable(),
  deletedAt: z.string(),
});
export type TrashItem = z.infer<typeof TrashItem>;
/** GET /files/trash: newest first. Nothing leaves the trash by itself. */
export const TrashAnswer = z.object({ items: z.array(TrashItem), sizeBytes: z.number().nullable() });
export type TrashAnswer = z.infer<typeof TrashAnswer>;
/** POST /files/trash/empty: those named, gone is emptied. */
export const EmptyTrashInput = z.object({ trashIds: z.array(TrashId).max(100_000) });
export const EmptyTrashAnswer = z.object({ removed: z.number().int(), sizeBytes: z.number().nullable() });
export type EmptyTrashAnswer = z.infer<typeof EmptyTrashAnswer>;

/** POST /files/uploads. Without `ifMatch` the file must be new. */
export const StartUploadInput = z.object({
  root: RootName,
  path: RelativePath,
  ifMatch: z.string().max(200).optional(),
  sizeBytes: z.number().int().min(0).optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { message: "must be 64 hexadecimal digits" })
    .optional(),
});
export type StartUploadInput = z.infer<typeof StartUploadInput>;

export const UploadId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/, { message: "must be an id that a start answered" });

/** PATCH /files/uploads/:uploadId?offset=N appends the body; an offset that is not where the upload stands is a CONFLICT with details.offset. */
export const AppendUploadQuery = z.object({ offset: z.coerce.number().int().min(0) });

/** With `ifMatch` in place of what the start said, as after a CONFLICT that a person decided. */
export const FinishUploadInput = z.object({ ifMatch: z.string().max(200).optional() });

export const UploadAnswer = z.object({
  uploadId: z.string(),
  root: z.string(),
  path: z.string(),
  /** How much is kept: where the next bytes begin. */
  offset: z.number(),
  sizeBytes: z.number().nullable(),
  startedAt: z.string(),
  /** A day after its last bytes. */
  expiresAt: z.string(),
});
export type UploadAnswer = z.infer<typeof UploadAnswer>;
export const UploadsAnswer = z.object({ items: z.array(UploadAnswer) });
export type UploadsAnswer = z.infer<typeof UploadsAnswer>;
export const AbandonAnswer = z.object({ uploadId: z.string() });

const Repeated = z
  .union([z.string(), z.array(z.string())])
  .transform((values) => [values].flat())
  .default([]);

/** GET /files/archive: a zip of these paths, of the whole root where none is given. */
export const ArchiveQuery = z.object({ root: RootName, path: Repeated });

/** GET /files/names */
export const NamesQuery = z.object({
  root: RootName,
  q: z.string().max(500).default(""),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
/** Files by fuzzy match of their paths, best first; `filesCount` were looked through, `isCut`: there are more. */
export const NamesAnswer = z.object({
  items: z.array(z.object({ path: z.string(), positions: z.array(z.number().int()) })),
  filesCount: z.number().int(),
  isCut: z.boolean(),
});
export type NamesAnswer = z.infer<typeof NamesAnswer>;

const Flag = z.enum(["0", "1", "false", "true"]).transform((value) => value === "1" || value === "true");

export const SearchQuery = z.object({
  root: RootName,
  q: z.string().min(1, { message: "must not be empty" }).max(1000),
  /** `content` looks into files, `name` at their paths. */
  kind: z.enum(["content", "name"]).default("content"),
  regex: Flag.default(false),
  /** Without it, small letters find both cases. */
  case: Flag.default(false),
  word: Flag.default(false),
  /** Globs as ripgrep's --glob takes them. */
  include: Repeated,
  exclude: Repeated,
  limit: z.coerce.number().int().min(1).max(10_000).default(2000),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

export const SearchMatch = z.object({
  type: z.literal("match"),
  path: z.string(),
  /** 1-based line and byte column; absent for matches by name. */
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  text: z.string().optional(),
  /** Where in `text`: [start, end) in UTF-16 units; empty where it lies beyond what is shown. */
  ranges: z.array(z.tuple([z.number().int(), z.number().int()])).optional(),
});
export type SearchMatch = z.infer<typeof SearchMatch>;

export const SearchDone = z.object({
  type: z.literal("done"),
  matches: z.number().int(),
  isTruncated: z.boolean(),
  durationMs: z.number(),
  /** What could not be searched, in the search program's words. */
  problem: z.string().nullable(),
});

/** One line of the NDJSON answer of GET /files/search; `done` comes last, unless the stream was cut. */
export const SearchLine = z.discriminatedUnion("type", [SearchMatch, SearchDone]);
export type SearchLine = z.infer<typeof SearchLine>;

export const WatchQuery = z.object({ root: RootName });

export const WatchCoverage = z.object({
  isWhole: z.boolean(),
  foldersCount: z.number().int(),
  /** A sentence for people where it is not the whole. */
  problem: z.string().nullable(),
});
export type WatchCoverage = z.infer<typeof WatchCoverage>;

/** Data of the event `ready`, which comes first. */
export const WatchReady = z.object({ coverage: WatchCoverage.optional() });

/**
 * Data of a `change` event of GET /files/watch; with `isOverflow` anything may have changed. `coverage` comes first
 * and whenever it changed.
 */
export const WatchChange = z.object({
  paths: z.array(z.string()),
  isOverflow: z.boolean(),
  isGitChanged: z.boolean().optional(),
  coverage: WatchCoverage.optional(),
});
export type WatchChange = z.infer<typeof WatchChange>;
