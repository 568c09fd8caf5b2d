import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { readLines } from "#lib/providers/workspaced/line-stream.ts";
import {
  DeleteAnswer,
  DuplicateAnswer,
  EmptyTrashAnswer,
  InfoAnswer,
  NamesAnswer,
  PathAnswer,
  RestoreAnswer,
  SearchLine,
  TrashAnswer,
  TreeAnswer,
  WatchChange,
  WatchReady,
  WriteAnswer,
} from "#workspaced/protocol/files.ts";
import { readEvents } from "./event-stream.ts";
import { type CallOptions, call, callStream, type WorkspacedAddress } from "./request.ts";

/** A path relative to a root; the root is `workspace` where none is given. */
export interface Location {
  root?: string | undefined;
  path: string;
}

const uploadDeadlineMs = 600_000;

export interface ListOptions {
  maxDepth?: number;
  cursor?: string;
  limit?: number;
}

/** One page of a folder, folders first. */
export function listTree(
  address: WorkspacedAddress,
  { root, path }: Location,
  { maxDepth, cursor, limit }: ListOptions = {},
  options?: CallOptions,
): Promise<TreeAnswer> {
  const query = { root, path, max_depth: maxDepth, cursor, limit };
  return call(address, { method: "GET", path: "/files/tree", query }, TreeAnswer, options);
}

/** The answer as it comes (200, 206 or 304), to be piped with its headers: etag, content-type, x-file-kind. */
export function openContent(
  address: WorkspacedAddress,
  { root, path }: Location,
  headers: { range?: string; "if-none-match"?: string; "if-range"?: string } = {},
  options?: CallOptions,
): Promise<IncomingMessage> {
  return callStream(
    address,
    { method: "GET", path: "/files/content", query: { root, path }, headers },
    options,
  );
}

/** Replaces the file read with `ifMatch` ("*": whatever is there), or makes a new one; else CONFLICT with details.etag. */
export function writeContent(
  address: WorkspacedAddress,
  { root, path }: Location,
  body: Readable | Uint8Array,
  { ifMatch }: { ifMatch?: string | undefined },
  options?: CallOptions,
): Promise<WriteAnswer> {
  const headers: Record<string, string> =
    ifMatch === undefined ? { "if-none-match": "*" } : { "if-match": ifMatch };
  const request = { method: "POST", path: "/files/write", query: { root, path }, headers, body } as const;
  return call(address, request, WriteAnswer, { deadlineMs: uploadDeadlineMs, ...options });
}

export function makeFolder(
  address: WorkspacedAddress,
  where: Location,
  options?: CallOptions,
): Promise<PathAnswer> {
  return call(address, { method: "POST", path: "/files/mkdir", json: where }, PathAnswer, options);
}

export function movePath(
  address: WorkspacedAddress,
  move: { root?: string | undefined; from: string; to: string },
  options?: CallOptions,
): Promise<PathAnswer> {
  return call(address, { method: "POST", path: "/files/move", json: move }, PathAnswer, options);
}

/** Moves to the workspace's trash; `trashId` brings it back. */
export function deletePath(
  address: WorkspacedAddress,
  { root, path }: Location,
  options?: CallOptions,
): Promise<DeleteAnswer> {
  return call(address, { method: "DELETE", path: "/files", query: { root, path } }, DeleteAnswer, options);
}

/** Where it was, or at `to`. */
export function restorePath(
  address: WorkspacedAddress,
  item: { trashId: string; to?: string | undefined },
  options?: CallOptions,
): Promise<RestoreAnswer> {
  return call(address, { method: "POST", path: "/files/restore", json: item }, RestoreAnswer, options);
}

export function listTrash(address: WorkspacedAddress, options?: CallOptions): Promise<TrashAnswer> {
  return call(address, { method: "GET", path: "/files/trash" }, TrashAnswer, options);
}

/** For good; what is gone already is no failure. */
export function emptyTrash(
  address: WorkspacedAddress,
  trashIds: readonly string[],
  options?: CallOptions,
): Promise<EmptyTrashAnswer> {
  const request = { method: "POST", path: "/files/trash/empty", json: { trashIds } } as const;
  return call(address, request, EmptyTrashAnswer, options);
}

export function duplicatePath(
  address: WorkspacedAddress,
  copy: { root?: string | undefined; path: string; to?: string | undefined },
  options?: CallOptions,
): Promise<DuplicateAnswer> {
  return call(address, { method: "POST", path: "/files/duplicate", json: copy }, DuplicateAnswer, options);
}

export function readInfo(
  address: WorkspacedAddress,
  { root, path }: Location,
  options?: CallOptions,
): Promise<InfoAnswer> {
  return call(address, { method: "GET", path: "/files/info", query: { root, path } }, InfoAnswer, options);
}

/** Files by fuzzy match of their paths, best first. */
export function findNames(
  address: WorkspacedAddress,
  { root, q, limit }: { root?: string | undefined; q: string; limit?: number },
  options?: CallOptions,
): Promise<NamesAnswer> {
  return call(
    address,
    { method: "GET", path: "/files/names", query: { root, q, limit } },
    NamesAnswer,
    options,
  );
}

/** The zip as it comes, to be piped; destroying it ends the work. Its head comes with its first bytes. */
export function openArchive(
  address: WorkspacedAddress,
  { root, paths }: { root?: string | undefined; paths: readonly string[] },
  options?: CallOptions,
): Promise<IncomingMessage> {
  return callStream(
    address,
    { method: "GET", path: "/files/archive", query: { root, path: paths } },
    options,
  );
}

export interface SearchInput {
  root?: string | undefined;
  q: string;
  kind?: "content" | "name";
  regex?: boolean;
  case?: boolean;
  word?: boolean;
  include?: readonly string[];
  exclude?: readonly string[];
  limit?: number;
}

/** The NDJSON stream as it comes, to be piped; destroying it cancels the search. */
export function openSearch(
  address: WorkspacedAddress,
  input: SearchInput,
  options?: CallOptions,
): Promise<IncomingMessage> {
  return callStream(address, { method: "GET", path: "/files/search", query: { ...input } }, options);
}

/** Matches as they are found, `done` last. */
export async function* search(
  address: WorkspacedAddress,
  input: SearchInput,
  options?: CallOptions,
): AsyncGenerator<SearchLine> {
  yield* readLines(await openSearch(address, input, options), SearchLine);
}

/** Changes below a root, gathered for 100 ms, until the signal ends it. The first value comes once it watches. */
export async function* watchFiles(
  address: WorkspacedAddress,
  { root }: { root?: string | undefined },
  options?: CallOptions,
): AsyncGenerator<WatchChange> {
  const response = await callStream(
    address,
    { method: "GET", path: "/files/watch", query: { root } },
    options,
  );
  for await (const event of readEvents(response)) {
    const data: unknown = JSON.parse(event.data);
    if (event.event === "ready") yield { paths: [], isOverflow: false, ...WatchReady.parse(data) };
    if (event.event === "change") yield WatchChange.parse(data);
  }
}
