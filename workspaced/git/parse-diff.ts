import { createHash, type Hash } from "node:crypto";
import type { DiffFile } from "../protocol/git.ts";
import { pathOf } from "./path-bytes.ts";

export interface DiffLimits {
  filesMax: number;
  patchBytesMax: number;
  /** Over all files; beyond it patches are left out. */
  totalBytesMax: number;
  /** Patches are counted and named by a digest, and none is kept. */
  isList?: boolean;
}

export interface ParsedDiff {
  files: DiffFile[];
  totals: { files: number; additions: number; deletions: number };
  truncated: boolean;
}

const statusByLetter: Record<string, DiffFile["status"]> = {
  A: "added",
  M: "modified",
  D: "deleted",
  R: "renamed",
  C: "copied",
  T: "type_changed",
  U: "conflicted",
};

/**
 * Takes the output of `git diff --raw -p -z` as it comes: first the raw records (git-diff(1), "raw output format"), then an
 * empty record, then the patches in the same order. It keeps at most the limits, however large the output is.
 */
export function createDiffParser(limits: DiffLimits): { write(chunk: Buffer): void; end(): ParsedDiff } {
  const files: DiffFile[] = [];
  const patches = createPatchCollector(limits);
  let header: Buffer = Buffer.alloc(0);
  let isInPatches = false;

  const readRecords = () => {
    for (let start = 0; ; ) {
      const fields = takeFields(header, start);
      if (fields === null) {
        header = header.subarray(start);
        return;
      }
      start = fields.end;
      if (fields.file === null) {
        isInPatches = true;
        patches.begin(files);
        patches.write(header.subarray(start));
        header = Buffer.alloc(0);
        return;
      }
      files.push(fields.file);
    }
  };
  return {
    write(chunk) {
      if (isInPatches) {
        patches.write(chunk);
        return;
      }
      header = header.length === 0 ? chunk : Buffer.concat([header, chunk]);
      readRecords();
    },
    end() {
      patches.end();
      const additions = files.reduce((sum, file) => sum + file.additions, 0);
      const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
      const totals = { files: files.length, additions, deletions };
      return { files: files.slice(0, limits.filesMax), totals, truncated: files.length > limits.filesMax };
    },
  };
}

/** One raw record from `start`; `file` is null at the empty record; null while it is not all there. */
function takeFields(buffer: Buffer, start: number): { file: DiffFile | null; end: number } | null {
  const metaEnd = buffer.indexOf(0, start);
  if (metaEnd < 0) return null;
  if (metaEnd === start) return { file: null, end: metaEnd + 1 };
  const meta = buffer.toString("latin1", start, metaEnd);
  // Two colons: an unmerged file against the sides of its conflict.
  const letter = meta.startsWith("::") ? "U" : (meta.split(" ")[4]?.[0] ?? "M");
  const pathEnd = buffer.indexOf(0, metaEnd + 1);
  if (pathEnd < 0) return null;
  const first = pathOf(buffer.subarray(metaEnd + 1, pathEnd));
  const status = statusByLetter[letter] ?? "modified";
  const counts = { additions: 0, deletions: 0, binary: false, patch: "", truncated: false, hunks: [] };
  if (letter !== "R" && letter !== "C") return { file: { path: first, status, ...counts }, end: pathEnd + 1 };
  const secondEnd = buffer.indexOf(0, pathEnd + 1);
  if (secondEnd < 0) return null;
  const path = pathOf(buffer.subarray(pathEnd + 1, secondEnd));
  return { file: { path, oldPath: first, status, ...counts }, end: secondEnd + 1 };
}

interface PatchCollector {
  begin(files: DiffFile[]): void;
  write(chunk: Buffer): void;
  end(): void;
}

const newline = 10;
const patchStart = Buffer.from("diff --git ");
const binaryStart = Buffer.from("Binary files ");
const combinedStart = Buffer.from("diff --cc ");
const unmergedStart = Buffer.from("* Unmerged path ");

function createPatchCollector(limits: DiffLimits): PatchCollector {
  let queue: DiffFile[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let file: DiffFile | null = null;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let totalBytes = 0;
  let isInHunk = false;
  let isSkipping = false;
  /** A changed type is told as two patches: the old file goes, the new one comes. */
  let patchesLeft = 0;
  let hunks = createHunkCounter();
  let digest = createHash("sha1");

  const finish = () => {
    if (limits.isList) {
      if (file !== null) file.digest = digest.digest("hex");
      digest = createHash("sha1");
      return;
    }
    // A cut patch shows its last hunk in part; a changed type is two patches in one.
    if (file !== null && file.status !== "type_changed" && !file.truncated) file.hunks = hunks.end();
    hunks = createHunkCounter();
    if (file !== null) file.patch = Buffer.concat(kept).toString("utf8");
    kept = [];
    keptBytes = 0;
  };
  const startPatch = () => {
    isInHunk = false;
    patchesLeft -= 1;
    if (patchesLeft > 0) return;
    finish();
    do file = queue.shift() ?? null;
    while (file !== null && file.status === "conflicted");
    patchesLeft = file?.status === "type_changed" ? 2 : 1;
  };
  const keep = (line: Buffer) => {
    if (file === null || file.truncated) return;
    if (limits.isList) {
      digest.update(line);
      return;
    }
    if (keptBytes + line.length > limits.patchBytesMax || totalBytes + line.length > limits.totalBytesMax) {
      file.truncated = true;
      return;
    }
    // A copy: a slice would hold the whole chunk it came in.
    kept.push(Buffer.from(line));
    keptBytes += line.length;
    totalBytes += line.length;
  };
  const takeLine = (line: Buffer) => {
    if (isInHunk && !startsWith(line, patchStart)) hunks.take(line);
    else if (line[0] === hunkMark && file !== null) hunks.begin();
    if (startsWith(line, combinedStart) || startsWith(line, unmergedStart)) return;
    if (startsWith(line, patchStart)) startPatch();
    else if (file !== null && isInHunk && line[0] === 0x2b) file.additions += 1;
    else if (file !== null && isInHunk && line[0] === 0x2d) file.deletions += 1;
    else if (line[0] === hunkMark) isInHunk = true;
    else if (file !== null && !isInHunk && startsWith(line, binaryStart)) file.binary = true;
    keep(line);
  };
  return {
    begin(files) {
      queue = [...files];
    },
    write(chunk) {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline, start)) {
        if (!isSkipping) takeLine(data.subarray(start, end + 1));
        isSkipping = false;
        start = end + 1;
      }
      rest = data.subarray(start);
      // One endless line: its beginning is enough to count it, and it is too long to be kept.
      if (rest.length <= limits.patchBytesMax) return;
      if (!isSkipping) takeLine(rest);
      isSkipping = true;
      rest = Buffer.alloc(0);
    },
    end() {
      if (rest.length > 0 && !isSkipping) takeLine(rest);
      finish();
    },
  };
}

interface HunkCounter {
  begin(): void;
  /** A line of the hunk, or the head of the next one. */
  take(line: Buffer): void;
  /** The ids of all. */
  end(): string[];
}

/** Names each hunk by its lines, without where they stand, so that it keeps its name while others come and go. */
export function createHunkCounter(): HunkCounter {
  const ids: string[] = [];
  const seen = new Map<string, number>();
  let hash: Hash | null = null;
  const end = () => {
    if (hash === null) return ids;
    const content = hash.digest("hex");
    const earlier = seen.get(content) ?? 0;
    seen.set(content, earlier + 1);
    ids.push(earlier === 0 ? content : `${content}.${earlier}`);
    hash = null;
    return ids;
  };
  const begin = () => {
    end();
    hash = createHash("sha1");
  };
  return {
    begin,
    take(line) {
      if (line[0] === hunkMark) begin();
      else hash?.update(line);
    },
    end,
  };
}

export const hunkMark = 0x40;

const startsWith = (line: Buffer, start: Buffer): boolean => line.subarray(0, start.length).equals(start);
