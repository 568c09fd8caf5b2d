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

export const TrashId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/, { message: "must be an id that a delete answered" });
export const DeleteAnswer = z.object({ path: z.string(), trashId: z.string() });
export type DeleteAnswer = z.infer<typeof DeleteAnswer>;
export const RestoreInput = z.object({ trashId: TrashId });
export const RestoreAnswer = z.object({ root: z.string(), path: z.string() });
export type RestoreAnswer = z.infer<typeof RestoreAnswer>;

const Flag = z.enum(["0", "1", "false", "true"]).transform((value) => value === "1" || value === "true");

export const SearchQuery = z.object({
  root: RootName,
  q: z.string().min(1, { message: "must not be empty" }).max(1000),
  /** `content` looks into files, `name` at their paths. */
  kind: z.enum(["content", "name"]).default("content"),
  regex: Flag.default(false),
  /** Without it, small letters find both cases. */
  case: Flag.default(false),
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

/** Data of a `change` event of GET /files/watch; with `isOverflow` anything may have changed. */
export const WatchChange = z.object({ paths: z.array(z.string()), isOverflow: z.boolean() });
export type WatchChange = z.infer<typeof WatchChange>;
