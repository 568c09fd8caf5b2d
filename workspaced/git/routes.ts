import { type Context, Hono } from "hono";
import { stream } from "hono/streaming";
import type { WorkspacedContext } from "../context.ts";
import { checkBody, checkQuery } from "../errors.ts";
import {
  CheckoutInput,
  CloneInput,
  type CloneLine,
  CommitAllInput,
  CommitInput,
  DiffQuery,
  InitInput,
  LogQuery,
  MergeInput,
  PullInput,
  PushInput,
  RemoveWorktreeQuery,
  RootQuery,
  StageInput,
  TakeBaseInput,
  WorktreeInput,
  WorktreeLossesQuery,
} from "../protocol/git.ts";
import { resolveRoot } from "../roots.ts";
import { listBranches } from "./branches.ts";
import { checkout } from "./checkout.ts";
import { clone } from "./clone.ts";
import { commit, commitAll, stage } from "./commit.ts";
import { readDiff } from "./diff.ts";
import { initialize } from "./init.ts";
import { inspect } from "./inspect.ts";
import { readLog } from "./log.ts";
import { workspaceLosses, worktreeLosses } from "./losses.ts";
import { merge } from "./merge.ts";
import { pull } from "./pull.ts";
import { push } from "./push.ts";
import { repositoryPath } from "./repository.ts";
import { readStatus } from "./status.ts";
import { takeBase } from "./take-base.ts";
import { createWorktree, removeWorktree } from "./worktree.ts";

/**
 * Mounted at /git. A closed connection ends what reads or talks to a remote; a change of the repository runs to its end, because a
 * git that is stopped half-way leaves its locks.
 */
export function gitRoutes(context: WorkspacedContext): Hono {
  const routes = new Hono();
  const find = async (root: string) => (await resolveRoot(context, root)).path;

  routes.get("/inspect", async (c) =>
    c.json(await inspect(context, await find(checkQuery(c, RootQuery).root))),
  );
  routes.get("/status", async (c) => {
    const { root } = checkQuery(c, RootQuery);
    return c.json(await readStatus(context, await find(root), c.req.raw.signal));
  });
  routes.get("/diff", async (c) => {
    const query = checkQuery(c, DiffQuery);
    return c.json(await readDiff(context, await find(query.root), query, c.req.raw.signal));
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
  mountChanges(routes, context, find);
  return routes;
}

function mountChanges(
  routes: Hono,
  context: WorkspacedContext,
  find: (root: string) => Promise<string>,
): void {
  routes.post("/clone", async (c) => streamClone(c, context, await checkBody(c, CloneInput)));
  routes.post("/init", async (c) => {
    const input = await checkBody(c, InitInput);
    return c.json(await initialize(context, await repositoryPath(context), input));
  });
  routes.post("/stage", async (c) => {
    const input = await checkBody(c, StageInput);
    const path = await find(input.root);
    await stage(context, path, input);
    return c.json(await readStatus(context, path));
  });
  routes.post("/commit", async (c) => {
    const input = await checkBody(c, CommitInput);
    return c.json(await commit(context, await find(input.root), input), 201);
  });
  routes.post("/commit-all", async (c) => {
    const input = await checkBody(c, CommitAllInput);
    return c.json(await commitAll(context, await find(input.root), input));
  });
  routes.post("/push", async (c) => {
    const input = await checkBody(c, PushInput);
    return c.json(await push(context, await find(input.root), input, c.req.raw.signal));
  });
  routes.post("/pull", async (c) => {
    const input = await checkBody(c, PullInput);
    return c.json(await pull(context, await find(input.root), c.req.raw.signal));
  });
  routes.post("/checkout", async (c) => {
    const input = await checkBody(c, CheckoutInput);
    return c.json(await checkout(context, await find(input.root), input));
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

/** One JSON document a line; the caller's closing the connection ends git and empties the folder. */
async function streamClone(c: Context, context: WorkspacedContext, input: CloneInput): Promise<Response> {
  const path = await repositoryPath(context);
  c.header("content-type", "application/x-ndjson");
  return stream(c, async (output) => {
    const abort = new AbortController();
    output.onAbort(() => abort.abort(new Error("The caller closed the connection.")));
    const emit = (line: CloneLine) => output.write(`${JSON.stringify(line)}\n`);
    try {
      await emit(await clone(context, path, input, emit, abort.signal));
    } catch (error) {
      if (abort.signal.aborted) return;
      context.log("error", "a clone failed", { error });
      const message = error instanceof Error ? error.message : "The clone failed.";
      await emit({ type: "error", reason: "other", message });
    }
  });
}
