import { conflict } from "../errors.ts";
import type { HunkChoice } from "../protocol/git-changes.ts";
import { patchFormat, pathspec, withUntracked } from "./diff.ts";
import { gitFailure } from "./failure.ts";
import { createHunkCounter, hunkMark } from "./parse-diff.ts";
import { bytesOf, isPlain } from "./path-bytes.ts";
import { emptyTree, findCommit } from "./repository.ts";
import { type GitContext, runGit } from "./run-git.ts";

/** One file's patch as git wrote it, in bytes: whatever a file holds is put back as it was. */
interface FilePatch {
  header: Buffer[];
  hunks: Hunk[];
}

interface Hunk {
  id: string;
  head: Buffer;
  lines: Buffer[];
}

const patchBytesMax = 64 * 1024 * 1024;

/**
 * A patch of nothing but the chosen hunk (or lines of it), made anew from what is there now. CONFLICT where the file has changed
 * since the hunk was shown. `isReverse` makes one that is to be taken back: what is not chosen is then read from the new side.
 */
export async function patchOfHunk(
  context: GitContext,
  cwd: string,
  choice: HunkChoice,
  { isStaged, isReverse }: { isStaged: boolean; isReverse: boolean },
): Promise<Buffer> {
  const patch = await readPatch(context, cwd, choice, isStaged);
  const hunk = patch?.hunks.find(({ id }) => id === choice.id);
  if (!patch || !hunk) {
    throw conflict(`${choice.path} has changed since it was shown. Look at it again.`, { path: choice.path });
  }
  const isPart =
    choice.lines !== undefined && changedLines(hunk).some((index) => !choice.lines?.includes(index));
  const lines = isPart ? selectLines(hunk.lines, new Set(choice.lines), isReverse) : hunk.lines;
  if (!lines.some(isChange)) {
    throw conflict("None of the chosen lines is a change. Look at the file again.", { path: choice.path });
  }
  return Buffer.concat([
    ...headerOf(patch.header, { isPart, isReverse }),
    headOf(hunk, lines, isReverse),
    ...lines,
  ]);
}

async function readPatch(
  context: GitContext,
  cwd: string,
  { path, oldPath }: HunkChoice,
  isStaged: boolean,
): Promise<FilePatch | null> {
  const wanted = oldPath === undefined ? [path] : [path, oldPath];
  const paths = pathspec(wanted);
  const read = async (env: Record<string, string>, from: readonly string[]) => {
    const args = ["diff", ...patchFormat, ...from, "--", ...paths.args];
    const options = { env: { ...env, ...paths.env }, outputBytesMax: patchBytesMax };
    const result = await runGit(context, cwd, args, options);
    if (result.isTruncated) throw conflict("The change is too large to be taken in parts.", { path });
    if (result.code !== 0) throw gitFailure(result);
    return parsePatch(result.stdoutBytes, path);
  };
  if (!isStaged) return withUntracked(context, cwd, { paths: wanted }, (env) => read(env, []));
  const tree = (await findCommit(context, cwd, "HEAD")) ?? (await emptyTree(context, cwd));
  return read({}, ["--cached", tree]);
}

/** The one file's patch; null where there is none. A pattern that stood for the path may have found others. */
function parsePatch(output: Buffer, path: string): FilePatch | null {
  const files: Buffer[][] = [];
  for (const line of linesOf(output)) {
    if (startsWith(line, "diff --git ")) files.push([]);
    files.at(-1)?.push(line);
  }
  const name = bytesOf(`/${path}`);
  const own = isPlain(path) ? files : files.filter(([first]) => first?.includes(name));
  const [lines, ...others] = own;
  return lines && others.length === 0 ? readFilePatch(lines) : null;
}

function readFilePatch(lines: readonly Buffer[]): FilePatch {
  const patch: FilePatch = { header: [], hunks: [] };
  const counter = createHunkCounter();
  for (const line of lines) {
    const hunk = patch.hunks.at(-1);
    if (line[0] === hunkMark) {
      counter.begin();
      patch.hunks.push({ id: "", head: line, lines: [] });
    } else if (hunk) {
      counter.take(line);
      hunk.lines.push(line);
    } else patch.header.push(line);
  }
  const ids = counter.end();
  for (const [index, hunk] of patch.hunks.entries()) hunk.id = ids[index] ?? "";
  return patch;
}

function* linesOf(output: Buffer): Generator<Buffer> {
  for (let start = 0; start < output.length; ) {
    const newline = output.indexOf(10, start);
    const end = newline < 0 ? output.length : newline + 1;
    yield output.subarray(start, end);
    start = end;
  }
}

const [added, removed, context_, backslash] = [0x2b, 0x2d, 0x20, 0x5c];
const isChange = (line: Buffer): boolean => line[0] === added || line[0] === removed;
const changedLines = ({ lines }: Hunk): number[] =>
  lines.flatMap((line, index) => (isChange(line) ? [index] : []));

/** What is not chosen stays as it is on the side that the patch is applied to: there it is context, or not there at all. */
function selectLines(lines: readonly Buffer[], chosen: ReadonlySet<number>, isReverse: boolean): Buffer[] {
  const stays = isReverse ? added : removed;
  const selected: Buffer[] = [];
  let isKept = false;
  for (const [index, line] of lines.entries()) {
    if (line[0] !== backslash) isKept = !isChange(line) || chosen.has(index) || line[0] === stays;
    if (!isKept) continue;
    const isContext = isChange(line) && !chosen.has(index);
    selected.push(isContext ? Buffer.concat([Buffer.of(context_), line.subarray(1)]) : line);
  }
  return selected;
}

/** Both sides counted anew, and begun where the side begins that the patch is applied to. */
function headOf({ head }: Hunk, lines: readonly Buffer[], isReverse: boolean): Buffer {
  const [, oldStart = "0", newStart = "0"] =
    /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(head.toString("latin1")) ?? [];
  const count = (without: number) =>
    lines.filter(([first]) => first !== without && first !== backslash).length;
  const start = isReverse ? newStart : oldStart;
  return Buffer.from(`@@ -${start},${count(added)} +${start},${count(removed)} @@\n`);
}

/**
 * A file that comes or goes as a whole keeps git's own header. All else is told as a change of the lines alone, so that a part
 * does not take a new mode or a new name along.
 */
function headerOf(
  header: readonly Buffer[],
  { isPart, isReverse }: { isPart: boolean; isReverse: boolean },
): Buffer[] {
  const isNew = header.some((line) => startsWith(line, "new file mode"));
  const isGone = header.some((line) => startsWith(line, "deleted file mode"));
  if ((isNew && !(isPart && isReverse)) || (isGone && !(isPart && !isReverse))) return [...header];
  const before = header.find((line) => startsWith(line, "--- "));
  const after = header.find((line) => startsWith(line, "+++ "));
  // The name that the file has where the patch is applied; one of the two is /dev/null where it comes or goes.
  const name = isGone ? before : after;
  if (!name) return [...header];
  return [retitled(name, "--- ", "a/"), retitled(name, "+++ ", "b/")];
}

/** `+++ b/name` or, where git has to quote it, `+++ "b/na\nme"`, for the other side. */
function retitled(line: Buffer, mark: string, prefix: string): Buffer {
  const isQuoted = line[4] === 0x22;
  const start = `${mark}${isQuoted ? '"' : ""}${prefix}`;
  return Buffer.concat([Buffer.from(start), line.subarray(isQuoted ? 7 : 6)]);
}

const startsWith = (line: Buffer, start: string): boolean =>
  line.toString("latin1", 0, start.length) === start;
