import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { verbByName } from "#lib/commands.ts";
import { type TestPlace, testPlace } from "#lib/modules/files/testing.ts";
import type { GitDiff } from "#lib/modules/git/schema.ts";
import { findOperation } from "#lib/operations/store.ts";
import { rememberSecret } from "#lib/platform/known-secrets.ts";
import { commitFiles, gitIn, makeRepository, writeFiles } from "#workspaced/git/test-repository.ts";
import { gitDeadlines } from "#workspaced/protocol/git-deadlines.ts";

let place: TestPlace;
let folder: string;
let origin: string;

beforeAll(async () => {
  place = await testPlace();
  folder = place.workspace.folder;
  origin = join(place.workspace.outside, "origin.git");
  await makeRepository(folder, { "readme.md": "harbor\n" });
  await gitIn(place.workspace.outside, "init", "--quiet", "--bare", origin);
  await gitIn(folder, "remote", "add", "origin", origin);
  await gitIn(folder, "push", "--quiet", "--set-upstream", "origin", "main");
});
afterAll(() => place.close());

test("a job of git outlasts its call, and a call the git that it waits for", () => {
  const { read, change } = gitDeadlines;
  expect(read.callMs).toBeGreaterThan(read.gitMs);
  expect(change.callMs).toBeGreaterThan(2 * change.gitMs);
  const commands = [...verbByName.values()].filter(({ name }) => name.startsWith("git."));
  const jobs = commands.flatMap((verb) =>
    verb.kind === "command" && verb.work ? [verb.work.timeoutMs] : [],
  );
  expect(jobs.length).toBeGreaterThan(10);
  expect(Math.min(...jobs)).toBeGreaterThan(change.callMs);
});

test("a change is seen, staged, committed in the person's name, and listed", async () => {
  await writeFiles(folder, { "a.txt": "a\n", "b.txt": "b\n" });
  expect(await place.ask("git.status", {})).toMatchObject({
    branch: "main",
    entries: [
      { path: "a.txt", untracked: true },
      { path: "b.txt", untracked: true },
    ],
  });
  const staged = await place.run("git.stage", { paths: ["a.txt"] });
  expect(staged).toMatchObject({
    outcome: "done",
    result: { entries: [{ path: "a.txt", staged: "A" }, {}] },
  });
  expect(await place.ask("git.diff", { staged: "true" })).toMatchObject({
    files: [{ path: "a.txt", status: "added", additions: 1 }],
  });
  const committed = await place.run("git.commit", { message: "Add a\n\n$(reboot) `x`" });
  expect(committed).toMatchObject({ outcome: "done", result: { commit: expect.any(String) } });
  expect(await gitIn(folder, "log", "-1", "--format=%an <%ae>%n%B")).toBe(
    `Ada Lovelace <${place.owner.id}@example.org>\nAdd a\n\n$(reboot) \`x\`\n`,
  );
  expect(await place.ask("git.log", { limit: "1" })).toMatchObject({
    items: [{ subject: "Add a", author: { name: "Ada Lovelace" } }],
  });
  const nothing = await place.run("git.commit", { message: "again" });
  expect(nothing).toMatchObject({
    outcome: "error",
    error: { type: "CONFLICT", message: "Nothing is staged." },
  });
});

test("a staged file is taken out of the index again", async () => {
  await writeFiles(folder, { "c.txt": "c\n" });
  await place.run("git.stage", { paths: ["c.txt"] });
  const out = await place.run("git.stage", { paths: ["c.txt"], unstage: true });
  expect(out.outcome).toBe("done");
  expect(await gitIn(folder, "diff", "--cached", "--name-only")).toBe("");
});

test("a branch is made, committed on, and pushed to the origin at once", async () => {
  const made = await place.run("git.checkout", { branch: "feature/one", create: true });
  expect(made).toMatchObject({ outcome: "done", result: { branch: "feature/one" } });
  const commit = await commitFiles(folder, { "feature.txt": "1\n" });
  const pushed = await place.run("git.push", { branch: "feature/one" });
  expect(pushed).toMatchObject({ outcome: "done", result: { commit, already: false } });
  expect(await gitIn(origin, "rev-parse", "feature/one")).toBe(commit);
  expect(await place.ask("git.branches", {})).toMatchObject({ current: "feature/one" });
  expect((await place.run("git.checkout", { branch: "main" })).outcome).toBe("done");
});

test("a push of the default branch is held at MEDIUM, and runs once it was confirmed", async () => {
  const commit = await commitFiles(folder, { "main.txt": "1\n" });
  const held = await place.run("git.push", { branch: "main" });
  expect(held).toMatchObject({ outcome: "held", operation: { level: "MEDIUM" } });
  if (held.outcome !== "held" || !held.confirm) throw new Error("no confirm token came");
  expect(await gitIn(origin, "rev-parse", "main")).not.toBe(commit);
  await place.product.startWorker();
  const confirmed = await place.product.run("operation.confirm", { token: held.confirm.token }, place.owner);
  expect(confirmed.outcome).toBe("done");
  const operation = await ended(held.operation.id);
  expect(operation).toMatchObject({ state: "succeeded", result: { branch: "main", commit } });
  expect(await gitIn(origin, "rev-parse", "main")).toBe(commit);
});

test("a consent to a push holds for the commit that was shown: with another one on top it is asked for again", async () => {
  const shown = await commitFiles(folder, { "shown.txt": "1\n" });
  const held = await place.run("git.push", { branch: "main" });
  const newest = (commit: string) => ({
    losses: [{ kind: "Newest commit", name: expect.stringContaining(commit.slice(0, 7)) }],
  });
  expect(held).toMatchObject({ outcome: "held", operation: newest(shown) });
  if (held.outcome !== "held" || !held.confirm) throw new Error("no confirm token came");
  const later = await commitFiles(folder, { "later.txt": "1\n" });
  const { token } = held.confirm;
  const again = await place.product.run("operation.confirm", { token }, place.owner);
  expect(again).toMatchObject({
    outcome: "done",
    result: {
      operation: {
        state: "held",
        ...newest(later),
        needs: [{ how: expect.stringContaining("has changed since it was confirmed") }],
      },
      confirm: { token: expect.any(String) },
    },
  });
  expect(await gitIn(origin, "rev-parse", "main")).not.toBe(later);
  const result = again.outcome === "done" ? again.result : null;
  const { confirm } = result as { confirm: { token: string } };
  await place.product.run("operation.confirm", { token: confirm.token }, place.owner);
  expect(await ended(held.operation.id)).toMatchObject({ state: "succeeded", result: { commit: later } });
  expect(await gitIn(origin, "rev-parse", "main")).toBe(later);
});

test("a push that the origin is ahead of is a 409 that says to pull, and pull takes the commits over", async () => {
  const other = join(place.workspace.outside, "other");
  await gitIn(place.workspace.outside, "clone", "--quiet", origin, other);
  await gitIn(other, "checkout", "--quiet", "feature/one");
  const theirs = await commitFiles(other, { "theirs.txt": "t\n" });
  await gitIn(other, "push", "--quiet", "origin", "feature/one");
  await place.run("git.checkout", { branch: "feature/one" });
  const pulled = await place.run("git.pull", {});
  expect(pulled).toMatchObject({
    outcome: "done",
    result: { state: "pulled", head: theirs, already: false, received: { total: 1, files: 1 } },
  });

  await commitFiles(other, { "more.txt": "m\n" });
  await gitIn(other, "push", "--quiet", "origin", "feature/one");
  await commitFiles(folder, { "ours.txt": "o\n" });
  const refused = await place.run("git.push", { branch: "feature/one" });
  expect(refused).toMatchObject({
    outcome: "error",
    error: { status: 409, details: { reason: "non_fast_forward" } },
  });
  expect(await place.run("git.pull", {})).toMatchObject({
    outcome: "error",
    error: { status: 409, details: { reason: "diverged" } },
  });
  await place.run("git.checkout", { branch: "main" });
});

test("a hunk is staged by its id, and what is discarded is named and comes back", async () => {
  await commitFiles(folder, { "hunk.txt": Array.from({ length: 30 }, (_, line) => `${line}\n`).join("") });
  const changed = Array.from({ length: 30 }, (_, line) => (line % 20 === 4 ? "new\n" : `${line}\n`)).join("");
  await writeFiles(folder, { "hunk.txt": changed });
  const diff = (await place.ask("git.diff", { staged: "false", path: "hunk.txt" })) as GitDiff;
  const [first = "", second = ""] = diff.files[0]?.hunks ?? [];
  const staged = await place.run("git.stage", { hunk: { path: "hunk.txt", id: second } });
  expect(staged).toMatchObject({ outcome: "done", result: { totals: { staged: 1, changed: 1 } } });
  const again = await place.run("git.stage", { hunk: { path: "hunk.txt", id: second } });
  expect(again).toMatchObject({
    outcome: "error",
    error: { type: "CONFLICT", message: expect.stringContaining("has changed") },
  });
  const discarded = await place.run("git.discard", { hunk: { path: "hunk.txt", id: first } });
  expect(discarded).toMatchObject({ outcome: "done", result: { files: ["hunk.txt"], total: 1 } });
  expect(await gitIn(folder, "diff", "--", "hunk.txt")).toBe("");
  const { id } = (discarded as { result: { id: string } }).result;
  expect(await place.ask("git.discards", {})).toMatchObject({ items: [{ id, files: ["hunk.txt"] }] });
  expect(await place.run("git.restore", { id })).toMatchObject({ outcome: "done" });
  expect(await readFile(join(folder, "hunk.txt"), "utf8")).toBe(changed);
  await gitIn(folder, "checkout", "--quiet", "HEAD", "--", "hunk.txt");
  expect(await place.run("git.stage", { paths: ["x"], all: true })).toMatchObject({
    error: { status: 400, details: { field: "paths" } },
  });
});

test("a branch whose commits are elsewhere goes at once; one with commits of its own is held with their names", async () => {
  await gitIn(folder, "branch", "merged");
  expect(await place.run("git.delete-branch", { branch: "merged" })).toMatchObject({ outcome: "done" });
  await place.run("git.checkout", { branch: "lonely", create: true });
  const only = await commitFiles(folder, { "lonely.txt": "1\n" }, "only here");
  await place.run("git.checkout", { branch: "main" });
  const held = await place.run("git.delete-branch", { branch: "lonely" });
  const losses = [{ kind: "Commit", name: `${only.slice(0, 7)} only here` }];
  expect(held).toMatchObject({ outcome: "held", operation: { level: "MEDIUM", losses } });
  if (held.outcome !== "held" || !held.confirm) throw new Error("no confirm token came");
  await place.product.startWorker();
  await place.product.run("operation.confirm", { token: held.confirm.token }, place.owner);
  expect(await ended(held.operation.id)).toMatchObject({ state: "succeeded" });
  expect(await gitIn(folder, "branch", "--list", "lonely")).toBe("");
});

test("a stash and a merge that is given up are held with what goes", async () => {
  await writeFiles(folder, { "put-aside.txt": "1\n" });
  const stashed = await place.run("git.stash", { message: "for later" });
  expect(stashed).toMatchObject({ outcome: "done" });
  const { sha } = (stashed as { result: { sha: string } }).result;
  expect(await place.run("git.drop-stash", { sha })).toMatchObject({
    outcome: "held",
    operation: { losses: [{ kind: "Stash", name: "for later (1 file)" }] },
  });
  expect(await place.run("git.unstash", { sha })).toMatchObject({
    outcome: "done",
    result: { state: "restored" },
  });
  await rm(join(folder, "put-aside.txt"));

  await place.run("git.checkout", { branch: "theirs", create: true });
  await commitFiles(folder, { "a.txt": "theirs\n", "both.txt": "theirs\n", "clean.txt": "theirs\n" });
  await place.run("git.checkout", { branch: "main" });
  await commitFiles(folder, { "a.txt": "ours\n", "both.txt": "ours\n" });
  await gitIn(folder, "merge", "theirs").catch(() => undefined);
  expect(await place.ask("git.conflict", { path: "a.txt" })).toMatchObject({
    oursLabel: "main",
    isMarked: true,
  });
  const lossesOfAbort = async () => {
    const held = await place.run("git.abort", {});
    expect(held).toMatchObject({ outcome: "held", operation: { level: "MEDIUM" } });
    return held.outcome === "held" ? held.operation.losses : null;
  };
  // Two files are in conflict, and clean.txt came over by itself: none of it is anybody's work yet.
  expect(await lossesOfAbort()).toEqual([]);
  await writeFiles(folder, { "both.txt": "by hand\n", "hunk.txt": "meanwhile\n" });
  await place.run("git.resolve", { paths: ["a.txt"], take: "theirs" });
  expect(await lossesOfAbort()).toMatchObject([
    { kind: "Settled file", name: "a.txt" },
    { kind: "Edited file in conflict", name: "both.txt" },
    { kind: "Changed file", name: "hunk.txt" },
  ]);
  await gitIn(folder, "checkout", "--quiet", "HEAD", "--", "hunk.txt");
  await place.run("git.resolve", { paths: ["both.txt"], take: "working" });
  expect(await place.run("git.continue", {})).toMatchObject({ outcome: "done", result: { state: "done" } });
  expect(await gitIn(folder, "log", "-1", "--format=%an")).toBe("Ada Lovelace");
});

test.each([["--upload-pack=x"], [""], ["a..b"], ["x".repeat(10_000)], ["a b"], ["nul\0"], ["HEAD"]])(
  "a hostile branch is a 400 that names the field: %j",
  async (branch) => {
    for (const name of ["git.push", "git.checkout"]) {
      expect(await place.run(name, { branch })).toMatchObject({
        outcome: "error",
        error: { status: 400, details: { field: "branch" } },
      });
    }
  },
);

test("hostile paths and revisions are a 400 that names the field", async () => {
  expect(await place.run("git.stage", { paths: ["../x"] })).toMatchObject({
    error: { status: 400, details: { field: "paths.0" } },
  });
  expect(await place.run("git.stage", { paths: [] })).toMatchObject({
    error: { status: 400, details: { field: "paths" } },
  });
  expect(await place.run("git.commit", { message: " \n" })).toMatchObject({
    error: { status: 400, details: { field: "message" } },
  });
  await expect(place.ask("git.diff", { base: "--output=x" })).rejects.toMatchObject({
    details: { field: "base" },
  });
  await expect(place.ask("git.log", { revision: "-x" })).rejects.toMatchObject({
    details: { field: "revision" },
  });
});

const ended = (operationId: string) =>
  vi.waitFor(async () => {
    const row = await findOperation(place.product.platform.database.orm, operationId);
    if (row?.endedAt) return row;
    throw new Error(`The operation is still ${row?.state}.`);
  }, 20_000);

test("what the product knows as a secret stays as it is in the diffs of what people work on", async () => {
  rememberSecret("test", "a-secret-the-product-knows");
  await commitFiles(folder, { "known.env": "TOKEN=\n" }, "Begin");
  await writeFiles(folder, { "known.env": "TOKEN=a-secret-the-product-knows\n" });
  expect(JSON.stringify(await place.ask("git.diff", {}))).toContain("TOKEN=a-secret-the-product-knows");
  await rm(join(folder, "known.env"));
});
