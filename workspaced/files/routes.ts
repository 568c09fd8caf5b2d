import { once } from "node:events";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { WorkspacedContext } from "../context.ts";
import { check, checkBody, checkQuery, invalid } from "../errors.ts";
import {
  ArchiveQuery,
  DuplicateInput,
  EmptyTrashInput,
  MkdirInput,
  MoveInput,
  NamesQuery,
  PathQuery,
  RestoreInput,
  SearchQuery,
  TreeQuery,
  WatchQuery,
} from "../protocol/files.ts";
import { resolveRoot } from "../roots.ts";
import { writeArchive } from "./archive.ts";
import { makeFolder, movePath } from "./change-tree.ts";
import { duplicatePath } from "./duplicate-path.ts";
import { findNames } from "./list-names.ts";
import { listTree } from "./list-tree.ts";
import { noteOpened } from "./opened-folders.ts";
import { sendContent } from "./read-content.ts";
import { readInfo } from "./read-info.ts";
import { checkPattern, search } from "./search.ts";
import { sweepTemporaries } from "./temporaries.ts";
import { emptyTrash, listTrash, moveToTrash, restoreFromTrash, sweepTrash } from "./trash.ts";
import { uploadRoutes } from "./upload-routes.ts";
import { watchRoot } from "./watch-root.ts";
import { writeFile } from "./write-file.ts";

interface FilesEnvironment {
  Bindings: HttpBindings;
}

const heartbeatMs = 15_000;

/** Mounted at /files. Contents, uploads and search lines go straight through Node's streams, for their speed. */
export function filesRoutes(context: WorkspacedContext): Hono<FilesEnvironment> {
  const routes = new Hono<FilesEnvironment>();
  const { stateDir } = context.config;
  const findRoot = (name: string) => resolveRoot(context, name);
  const startedAt = Date.now();
  const sweeping = sweepTrash(stateDir, startedAt).then(() =>
    sweepTemporaries(stateDir, findRoot, startedAt),
  );
  sweeping.catch((error) => context.log("warn", "what was left half-made stays", { error }));

  routes.get("/tree", async (c) => {
    const query = checkQuery(c, TreeQuery);
    const root = await findRoot(query.root);
    const tree = await listTree(root, query);
    noteOpened(root.path, tree.path);
    return c.json(tree);
  });
  routes.get("/info", async (c) => {
    const { root, path } = checkQuery(c, PathQuery);
    const found = await findRoot(root);
    const info = await readInfo(found, path);
    // An open file is followed with its folder.
    noteOpened(found.path, info.path.split("/").slice(0, -1).join("/"));
    return c.json(info);
  });
  routes.get("/names", async (c) => {
    const query = checkQuery(c, NamesQuery);
    return c.json(await findNames(await findRoot(query.root), query));
  });
  routes.get("/content", async (c) => {
    const { root, path } = checkQuery(c, PathQuery);
    await sendContent(await findRoot(root), path, c.env.incoming, c.env.outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  routes.post("/write", async (c) => {
    const { root, path } = checkQuery(c, PathQuery);
    const ifMatch = c.req.header("if-match");
    const ifNoneMatch = c.req.header("if-none-match");
    if (ifNoneMatch !== undefined && (ifNoneMatch !== "*" || ifMatch !== undefined)) {
      throw invalid("If-None-Match", "must be * and stand without If-Match");
    }
    const placing = { stateDir, root: await findRoot(root), path, condition: { ifMatch } };
    return c.json(await writeFile(placing, c.env.incoming));
  });
  routes.post("/mkdir", async (c) => {
    const { root, path } = await checkBody(c, MkdirInput);
    return c.json(await makeFolder(await findRoot(root), path), 201);
  });
  routes.post("/move", async (c) => {
    const { root, from, to } = await checkBody(c, MoveInput);
    return c.json(await movePath(await findRoot(root), from, to));
  });
  routes.post("/duplicate", async (c) => {
    const { root, ...input } = await checkBody(c, DuplicateInput);
    return c.json(await duplicatePath(stateDir, await findRoot(root), input, c.req.raw.signal), 201);
  });
  routes.delete("/", async (c) => {
    const { root, path } = checkQuery(c, PathQuery);
    return c.json(await moveToTrash(stateDir, await findRoot(root), path));
  });
  routes.post("/restore", async (c) => {
    return c.json(await restoreFromTrash(stateDir, await checkBody(c, RestoreInput), findRoot));
  });
  routes.get("/trash", async (c) => c.json(await listTrash(stateDir)));
  routes.post("/trash/empty", async (c) => {
    const { trashIds } = await checkBody(c, EmptyTrashInput);
    return c.json(await emptyTrash(stateDir, trashIds));
  });
  routes.route("/uploads", uploadRoutes(context, findRoot));
  routes.get("/archive", (c) => sendArchive(c, findRoot));
  routes.get("/search", (c) => sendSearch(c, findRoot));
  routes.get("/watch", (c) => sendChanges(c, findRoot));
  return routes;
}

type FindRoot = (name: string) => ReturnType<typeof resolveRoot>;

async function sendArchive(c: Context<FilesEnvironment>, findRoot: FindRoot): Promise<Response> {
  const { root, path } = check(ArchiveQuery, { ...c.req.query(), path: c.req.queries("path") });
  const { outgoing } = c.env;
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const write = async (bytes: Buffer) => {
    // The head goes with the first bytes: what is not there is still a plain 404.
    if (!outgoing.headersSent) outgoing.writeHead(200, { "Content-Type": "application/zip" });
    if (outgoing.write(bytes)) return;
    await once(outgoing, "drain", { signal: gone.signal });
  };
  try {
    await writeArchive(await findRoot(root), path, write, gone.signal);
    outgoing.end();
  } catch (error) {
    if (!outgoing.headersSent && !gone.signal.aborted) throw error;
    // Cut off, so that half an archive is not taken for a whole one.
    outgoing.destroy();
  }
  return RESPONSE_ALREADY_SENT;
}

async function sendSearch(c: Context<FilesEnvironment>, findRoot: FindRoot): Promise<Response> {
  const repeated = { include: c.req.queries("include"), exclude: c.req.queries("exclude") };
  const query = check(SearchQuery, { ...c.req.query(), ...repeated });
  const { outgoing } = c.env;
  const controller = new AbortController();
  outgoing.once("close", () => controller.abort());
  const root = await findRoot(query.root);
  checkPattern(query);
  const found = search(root, query, controller.signal);
  // A bad pattern is a plain 400. All else goes after the head, for the first match may take its time.
  outgoing.writeHead(200, { "Content-Type": "application/x-ndjson", "Cache-Control": "no-store" });
  outgoing.flushHeaders();
  try {
    for await (const line of found) {
      if (controller.signal.aborted) break;
      if (outgoing.write(`${JSON.stringify(line)}\n`)) continue;
      await once(outgoing, "drain", { signal: controller.signal }).catch(() => undefined);
    }
    outgoing.end();
  } catch (error) {
    // The head is out: a stream without its `done` line tells the reader that it was cut.
    outgoing.destroy(error as Error);
  }
  return RESPONSE_ALREADY_SENT;
}

async function sendChanges(c: Context<FilesEnvironment>, findRoot: FindRoot): Promise<Response> {
  const root = await findRoot(checkQuery(c, WatchQuery).root);
  return streamSSE(c, async (stream) => {
    // Before anything is waited for: of who left by then nobody would hear.
    const left = new Promise<void>((resolve) => stream.onAbort(resolve));
    const { coverage, stop } = await watchRoot(root, (change) => {
      void stream.writeSSE({ event: "change", data: JSON.stringify(change) });
    });
    const heartbeat = setInterval(() => void stream.write(": still here\n\n"), heartbeatMs);
    try {
      await stream.writeSSE({ event: "ready", data: JSON.stringify({ coverage }) });
      await left;
    } finally {
      clearInterval(heartbeat);
      stop();
    }
  });
}
