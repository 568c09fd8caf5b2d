import { randomUUID } from "node:crypto";
import { lstat } from "node:fs/promises";
import { conflict, notFound, RequestError } from "../errors.ts";
import type { StatusEntry } from "../protocol/git.ts";
import type { DiscardAnswer, DiscardInput, DiscardsAnswer, RestoreAnswer } from "../protocol/git-changes.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { unlessMissing } from "../unless-missing.ts";
import { gitFailure } from "./failure.ts";
import { patchOfHunk } from "./hunks.ts";
import { toUtc } from "./log.ts";
import { objections } from "./move-checkout.ts";
import { withOwnIndex } from "./own-index.ts";
import { isOfGroup } from "./parse-status.ts";
import { fileAt, pathList, pathOf, pathsIn } from "./path-bytes.ts";
import { keepRaw, restoreRaw } from "./raw-copies.ts";
import { findCommit, lockCheckout } from "./repository.ts";
import { type GitContext, git, identity, runGit } from "./run-git.ts";
import { applyToIndex } from "./stage.ts";
import { readStatus, submodules } from "./status.ts";

const folder = "refs/lockkeeper/discarded";
const keptMax = 100;
const namedMax = 100;
const bytesMax = 1_000_000_000;
const atOnceMax = 64;
const deadlineMs = gitDeadlines.change.gitMs;
const keeper = identity({ name: "Lockkeeper", email: "lockkeeper@localhost" });

/**
 * Takes changes that are not staged out of the working tree. They are kept: a commit of ours holds the files as they were, its
 * parent as they are afterwards, and `restore` leads from the one to the other; a second parent has the bytes of those that git's
 * filters would bring back otherwise. The newest hundred discards are kept.
 */
export function discard(context: GitContext, cwd: string, input: DiscardInput): Promise<DiscardAnswer> {
  return lockCheckout(cwd, async () => {
    const entries = await chosenEntries(context, cwd, input);
    await refuseUnkept(cwd, entries);
    const paths = entries.map(({ path }) => path);
    return withOwnIndex(context, cwd, { isEmpty: true }, async (env) => {
      const before = await treeOf(context, cwd, env, ["--add", "--remove", "-z", "--stdin"], pathList(paths));
      const after = await withOwnIndex(context, cwd, { isEmpty: true }, async (other) => {
        if (input.hunk === undefined) {
          const staged = await stagedVersions(context, cwd, entries);
          return treeOf(context, cwd, other, ["-z", "--index-info"], staged);
        }
        const patch = await patchOfHunk(context, cwd, input.hunk, { isStaged: false, isReverse: true });
        await git(context, cwd, ["read-tree", before], { env: other });
        await applyToIndex(context, cwd, patch, { isReverse: true, env: other });
        return (await git(context, cwd, ["write-tree"], { env: other })).trim();
      });
      const id = randomUUID();
      const raw = await keepRaw(context, cwd, before);
      await keep(context, cwd, { id, before, after, raw, files: paths.length });
      await moveFiles(context, cwd, env, { from: before, to: after }).catch(async (error: unknown) => {
        // Refused before the first file. After any other failure what was kept may be all that is left.
        const isRefused = error instanceof RequestError && error.type === "CONFLICT";
        if (isRefused) await git(context, cwd, ["update-ref", "-d", `${folder}/${id}`]);
        throw error;
      });
      await forgetOldest(context, cwd);
      return { id, files: paths.slice(0, namedMax), total: paths.length };
    });
  });
}

/** Brings a discard back. CONFLICT with details.files where one of its files has changed since. */
export function restore(context: GitContext, cwd: string, id: string): Promise<RestoreAnswer> {
  return lockCheckout(cwd, async () => {
    const ref = `${folder}/${id}`;
    const commit = await findCommit(context, cwd, ref);
    if (commit === null) throw notFound("discard: it was brought back, or is too long ago");
    const files = await filesOf(context, cwd, commit);
    await withOwnIndex(context, cwd, { isEmpty: true }, async (env) => {
      await git(context, cwd, ["read-tree", `${commit}^`], { env });
      await runGit(context, cwd, ["update-index", "-q", "--refresh"], { env });
      await moveFiles(context, cwd, env, { from: `${commit}^`, to: commit });
    });
    const raw = await findCommit(context, cwd, `${commit}^2`);
    if (raw !== null) await restoreRaw(context, cwd, { raw, tree: commit });
    await git(context, cwd, ["update-ref", "-d", ref, commit]);
    return { files: files.slice(0, namedMax), total: files.length };
  });
}

/** What can be brought back, the newest first. */
export async function listDiscards(context: GitContext, cwd: string): Promise<DiscardsAnswer> {
  const args = [
    "for-each-ref",
    "--sort=-committerdate",
    "--format=%(refname:lstrip=3) %(objectname) %(committerdate:iso-strict)",
  ];
  const output = await git(context, cwd, [...args, folder]);
  const lines = output.split("\n").filter((line) => line !== "");
  const items = lines.map(async (line) => {
    const [id = "", commit = "", date = ""] = line.split(" ");
    const files = await filesOf(context, cwd, commit);
    return { id, discardedAt: toUtc(date), files: files.slice(0, 20), total: files.length };
  });
  return { items: await Promise.all(items.slice(0, 20)) };
}

async function chosenEntries(context: GitContext, cwd: string, input: DiscardInput): Promise<StatusEntry[]> {
  const { paths, all, group, hunk } = input;
  const status = await readStatus(context, cwd, { isWhole: true });
  const open = status.entries.filter(
    (entry) => entry.untracked || entry.unstaged !== null || entry.conflicted,
  );
  const wanted = hunk === undefined ? paths : [hunk.path];
  const chosen =
    group === undefined
      ? open.filter(({ path }) => all || wanted.some((one) => isAt(path, one)))
      : open.filter((entry) => isOfGroup(entry, group));
  const missing = wanted.find((one) => !open.some(({ path }) => isAt(path, one)));
  if (missing !== undefined) throw conflict(`${missing} has changed since it was shown. Look at it again.`);
  const conflicts = chosen.filter((entry) => entry.conflicted).map(({ path }) => path);
  if (conflicts.length > 0)
    throw conflict("Files are in conflict. Settle them, or give the merge up.", { files: conflicts });
  const whole = chosen.filter((entry) => !entry.submodule && !entry.path.endsWith("/"));
  if (whole.length === 0) {
    throw conflict(
      chosen.length === 0
        ? "Nothing has changed."
        : "A repository within this one is discarded in a terminal.",
    );
  }
  return whole;
}

/** What is kept lies in .git for as long as a hundred discards last; a folder in a file's place is none of it. */
async function refuseUnkept(cwd: string, entries: readonly StatusEntry[]): Promise<void> {
  const folders: string[] = [];
  let sizeBytes = 0;
  const look = async ({ path }: StatusEntry) => {
    const stats = await unlessMissing(lstat(fileAt(cwd, path)));
    if (stats?.isDirectory()) folders.push(path);
    if (stats?.isFile()) sizeBytes += stats.size;
  };
  for (let at = 0; at < entries.length; at += atOnceMax) {
    await Promise.all(entries.slice(at, at + atOnceMax).map(look));
  }
  if (folders.length > 0) {
    throw conflict("A folder stands where the file was. Move it away first.", { files: folders });
  }
  if (sizeBytes <= bytesMax) return;
  const message = `These files have ${Math.ceil(sizeBytes / 1e6)} MB, which is more than a discard keeps aside (${bytesMax / 1e6} MB). Delete the large ones to the trash, and discard the rest.`;
  throw conflict(message, { reason: "too_large", sizeBytes });
}

const isAt = (path: string, wanted: string): boolean =>
  path === wanted || path.startsWith(wanted.endsWith("/") ? wanted : `${wanted}/`);

async function treeOf(
  context: GitContext,
  cwd: string,
  env: Record<string, string>,
  args: readonly string[],
  stdin: Buffer,
): Promise<string> {
  await git(context, cwd, ["update-index", ...args], { env, stdin, deadlineMs });
  return (await git(context, cwd, ["write-tree"], { env })).trim();
}

/** As `update-index --index-info` takes them. A file that was only announced, or is untracked, has none. */
async function stagedVersions(
  context: GitContext,
  cwd: string,
  entries: readonly StatusEntry[],
): Promise<Buffer> {
  const isWanted = new Set(
    entries.flatMap((entry) => (entry.untracked || entry.unstaged === "A" ? [] : [entry.path])),
  );
  const options = { outputBytesMax: 512 * 1024 * 1024 };
  const result = await runGit(context, cwd, ["ls-files", "--stage", "-z"], options);
  if (result.code !== 0) throw gitFailure(result);
  const records = result.stdoutBytes.toString("latin1").split("\0");
  const wanted = records.filter((record) =>
    isWanted.has(pathOf(Buffer.from(record.slice(record.indexOf("\t") + 1), "latin1"))),
  );
  return Buffer.from(wanted.map((record) => `${record}\0`).join(""), "latin1");
}

interface Kept {
  id: string;
  before: string;
  after: string;
  raw: string | null;
  files: number;
}

async function keep(
  context: GitContext,
  cwd: string,
  { id, before, after, raw, files }: Kept,
): Promise<void> {
  const commit = async (tree: string, parents: string[], stdin: string) =>
    (await git(context, cwd, ["commit-tree", tree, ...parents], { env: keeper, stdin })).trim();
  const parent = await commit(after, [], "What was there afterwards\n");
  const bytes = raw === null ? [] : ["-p", await commit(raw, [], "Their bytes\n")];
  const head = await commit(before, ["-p", parent, ...bytes], `Discarded changes of ${files} file(s)\n`);
  await git(context, cwd, ["update-ref", `${folder}/${id}`, head]);
}

/** Moves the files that differ between two trees, and only where they are still as in `from`. */
async function moveFiles(
  context: GitContext,
  cwd: string,
  env: Record<string, string>,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const result = await runGit(context, cwd, ["read-tree", "-m", "-u", from, to], { env, deadlineMs });
  if (result.code === 0) return;
  const files = objections(result.stderr);
  if (files.length === 0) throw gitFailure(result);
  throw conflict("Files have changed since, and are left as they are.", { files });
}

async function filesOf(context: GitContext, cwd: string, commit: string): Promise<string[]> {
  const args = ["diff", "--name-only", "--no-renames", "-z", submodules, `${commit}^`, commit];
  const result = await runGit(context, cwd, args);
  return result.code === 0 ? pathsIn(result.stdoutBytes) : [];
}

async function forgetOldest(context: GitContext, cwd: string): Promise<void> {
  const output = await git(context, cwd, [
    "for-each-ref",
    "--sort=-committerdate",
    "--format=%(refname)",
    folder,
  ]);
  const names = output.split("\n").filter((name) => name !== "");
  for (const name of names.slice(keptMax)) await git(context, cwd, ["update-ref", "-d", name]);
}
