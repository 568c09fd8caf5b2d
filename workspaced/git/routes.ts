import { Hono } from "hono";
import { z } from "zod";
import type { WorkspacedContext } from "../context.ts";
import { checkBody, checkQuery } from "../errors.ts";
import {
  CloneInput,
  CommitAllInput,
  CommitInput,
  CompareQuery,
  DiffQuery,
  InitInput,
  LogQuery,
  MergeInput,
  PullInput,
  PushInput,
  RemoveWorktreeQuery,
  RootQuery,
  TakeBaseInput,
  WorktreeInput,
  WorktreeLossesQuery,
} from "../protocol/git.ts";
import { GitAccess, ScanHostInput } from "../protocol/git-access.ts";
import {
  AbortInput,
  BranchQuery,
  CheckoutInput,
  ConflictQuery,
  ContinueInput,
  DeleteBranchInput,
  RenameBranchInput,
  ResolveInput,
  StashInput,
  UnstashInput,
} from "../protocol/git-branches.ts";
import { DiscardInput, GitContentQuery, RestoreInput, StageInput } from "../protocol/git-changes.ts";
import { resolveRoot } from "../roots.ts";
import { listBranches } from "./branches.ts";
import { branchLosses, deleteBranch, renameBranch } from "./change-branches.ts";
import { checkout } from "./checkout.ts";
import { clone } from "./clone.ts";
import { commit, commitAll } from "./commit.ts";
import { compareWithBase } from "./compare.ts";
import { readVersion } from "./content.ts";
import { readDiff } from "./diff.ts";
import { discard, listDiscards, restore } from "./discard.ts";
import { initialize } from "./init.ts";
import { inspect } from "./inspect.ts";
import { readLog } from "./log.ts";
import { workspaceLosses, worktreeLosses } from "./losses.ts";
import { merge } from "./merge.ts";
import { sweepAccess } from "./open-access.ts";
import { pull } from "./pull.ts";
import { push } from "./push.ts";
import { withGitAccess } from "./remote-access.ts";
import { repositoryPath } from "./repository.ts";
import { scanHost } from "./scan-host.ts";
import { giveUp, goOn, readConflict, resolve } from "./settle.ts";
import { stage } from "./stage.ts";
import { dropStash, listStashes, stashChanges, unstash } from "./stash.ts";
import { readStatus } from "./status.ts";
import { streamLines } from "./stream-lines.ts";
import { takeBase } from "./take-base.ts";
import { workLosses } from "./work-losses.ts";
import { createWorktree, removeWorktree } from "./worktree.ts";

/**
 * Mounted at /git. A closed connection ends what reads or talks to a remote; a change of the repository runs to its end, because a
 * git that is stopped half-way leaves its locks.
 */
export function gitRoutes(context: WorkspacedContext): Hono {
  const routes = new Hono();
  sweepAccess(context.config.stateDir, Date.now()).catch((error) =>
    context.log("warn", "what was opened for git stays", { error }),
  );
  routes.use(async (c, next) => {
    if (c.req.method !== "POST") return next();
    const { access } = await checkBody(c, z.object({ access: GitAccess.optional() }));
    return access === undefined ? next() : withGitAccess(access, next);
  });
  const find = async (root: string) => (await resolveRoot(context, root)).path;

  routes.get("/inspect", async (c) =>
    c.json(await inspect(context, await find(checkQuery(c, RootQuery).root))),
  );
  routes.get("/status", async (c) => {
    const { root } = checkQuery(c, RootQuery);
    return c.json(await readStatus(context, await find(root), { signal: c.req.raw.signal }));
  });
  routes.get("/diff", async (c) => {
    const query = checkQuery(c, DiffQuery);
    return c.json(await readDiff(context, await find(query.root), query, c.req.raw.signal));
  });
  routes.get("/compare", async (c) => {
    const { root, base } = checkQuery(c, CompareQuery);
    return c.json(await compareWithBase(context, await find(root), base));
  });
  routes.get("/log", async (c) => {
    const query = checkQuery(c, LogQuery);
    return c.json(await readLog(context, await find(query.root), query, c.req.raw.signal));
  });
  routes.get("/branches", async (c) => {
    const { root } = checkQuery(c, RootQuery);
    return c.json(await listBranches(context, await find(root)));
  });
  routes.get("/losses", async (c) => c.json(await workspaceLosses(context)));
  routes.get("/worktree/losses", async (c) =>
    c.json(await worktreeLosses(context, checkQuery(c, WorktreeLossesQuery))),
  );
  routes.get("/branch/losses", async (c) => {
    const { root, branch } = checkQuery(c, BranchQuery);
    return c.json(await branchLosses(context, await find(root), branch));
  });
  routes.get("/work/losses", async (c) =>
    c.json(await workLosses(context, await find(checkQuery(c, RootQuery).root))),
  );
  routes.get("/stashes", async (c) =>
    c.json(await listStashes(context, await find(checkQuery(c, RootQuery).root))),
  );
  routes.get("/discards", async (c) =>
    c.json(await listDiscards(context, await find(checkQuery(c, RootQuery).root))),
  );
  routes.get("/conflict", async (c) => {
    const { root, path } = checkQuery(c, ConflictQuery);
    return c.json(await readConflict(context, await find(root), path));
  });
  routes.get("/content", async (c) => {
    const query = checkQuery(c, GitContentQuery);
    const { bytes, kind, contentType } = await readVersion(context, await find(query.root), query);
    return c.body(new Uint8Array(bytes), 200, { "content-type": contentType, "x-file-kind": kind });
  });
  mountChanges(routes, context, find);
  mountBranches(routes, context, find);
  mountRepository(routes, context, find);
  return routes;
}

type Find = (root: string) => Promise<string>;

function mountChanges(routes: Hono, context: WorkspacedContext, find: Find): void {
  routes.post("/stage", async (c) => {
    const input = await checkBody(c, StageInput);
    const path = await find(input.root);
    await stage(context, path, input);
    return c.json(await readStatus(context, path));
  });
  routes.post("/discard", async (c) => {
    const input = await checkBody(c, DiscardInput);
    return c.json(await discard(context, await find(input.root), input));
  });
  routes.post("/restore", async (c) => {
    const { root, id } = await checkBody(c, RestoreInput);
    return c.json(await restore(context, await find(root), id));
  });
  routes.post("/commit", async (c) => {
    const input = await checkBody(c, CommitInput);
    return c.json(await commit(context, await find(input.root), input), 201);
  });
  routes.post("/commit-all", async (c) => {
    const input = await checkBody(c, CommitAllInput);
    return c.json(await commitAll(context, await find(input.root), input));
  });
  routes.post("/resolve", async (c) => {
    const input = await checkBody(c, ResolveInput);
    const path = await find(input.root);
    await resolve(context, path, input);
    return c.json(await readStatus(context, path));
  });
  routes.post("/continue", async (c) => {
    const input = await checkBody(c, ContinueInput);
    return c.json(await goOn(context, await find(input.root), input));
  });
  routes.post("/abort", async (c) => {
    const { root } = await checkBody(c, AbortInput);
    return c.json(await giveUp(context, await find(root)));
  });
}

function mountBranches(routes: Hono, context: WorkspacedContext, find: Find): void {
  routes.post("/push", async (c) => {
    const input = await checkBody(c, PushInput);
    const path = await find(input.root);
    return streamLines(c, context, async (emit, signal) => ({
      type: "done",
      answer: await push(context, path, input, { signal, emit }),
    }));
  });
  routes.post("/pull", async (c) => {
    const input = await checkBody(c, PullInput);
    const path = await find(input.root);
    return streamLines(c, context, async (emit, signal) => ({
      type: "done",
      answer: await pull(context, path, input, { signal, emit }),
    }));
  });
  routes.post("/checkout", async (c) => {
    const input = await checkBody(c, CheckoutInput);
    return c.json(await checkout(context, await find(input.root), input));
  });
  routes.post("/branch/delete", async (c) => {
    const input = await checkBody(c, DeleteBranchInput);
    return c.json(await deleteBranch(context, await find(input.root), input));
  });
  routes.post("/branch/rename", async (c) => {
    const input = await checkBody(c, RenameBranchInput);
    return c.json(await renameBranch(context, await find(input.root), input));
  });
  routes.post("/stash", async (c) => {
    const input = await checkBody(c, StashInput);
    return c.json(await stashChanges(context, await find(input.root), input));
  });
  routes.post("/unstash", async (c) => {
    const { root, sha } = await checkBody(c, UnstashInput);
    return c.json(await unstash(context, await find(root), sha));
  });
  routes.post("/stash/drop", async (c) => {
    const { root, sha } = await checkBody(c, UnstashInput);
    return c.json(await dropStash(context, await find(root), sha));
  });
}

function mountRepository(routes: Hono, context: WorkspacedContext, find: Find): void {
  routes.post("/host-keys", async (c) =>
    c.json(await scanHost(await checkBody(c, ScanHostInput), c.req.raw.signal)),
  );
  routes.post("/clone", async (c) => {
    const input = await checkBody(c, CloneInput);
    const path = await repositoryPath(context);
    return streamLines(c, context, (emit, signal) => clone(context, path, input, emit, signal), {
      toError: ({ message }) => ({ type: "error", reason: "other", message }),
    });
  });
  routes.post("/init", async (c) => {
    const input = await checkBody(c, InitInput);
    return c.json(await initialize(context, await repositoryPath(context), input));
  });
  routes.post("/worktree", async (c) =>
    c.json(await createWorktree(context, await checkBody(c, WorktreeInput)), 201),
  );
  routes.delete("/worktree", async (c) =>
    c.json(await removeWorktree(context, checkQuery(c, RemoveWorktreeQuery))),
  );
  routes.post("/take-base", async (c) => {
    const input = await checkBody(c, TakeBaseInput);
    return c.json(await takeBase(context, await find(input.root), input));
  });
  routes.post("/merge", async (c) =>
    c.json(await merge(context, await checkBody(c, MergeInput), c.req.raw.signal)),
  );
}
