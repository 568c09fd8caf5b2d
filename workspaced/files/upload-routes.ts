import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import type { WorkspacedContext } from "../context.ts";
import { check, checkBody, checkQuery } from "../errors.ts";
import { AppendUploadQuery, FinishUploadInput, StartUploadInput, UploadId } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { openUploads } from "./uploads.ts";

const sweepMs = 3_600_000;
const Named = z.object({ uploadId: UploadId });

/** Mounted at /files/uploads; see uploads.ts. */
export function uploadRoutes(
  context: WorkspacedContext,
  findRoot: (name: string) => Promise<Root>,
): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  const uploads = openUploads(context.config.stateDir, findRoot);
  const sweep = () =>
    void uploads.sweep().catch((error) => context.log("warn", "old uploads stay", { error }));
  sweep();
  const timer = setInterval(sweep, sweepMs);
  timer.unref();
  context.onShutdown.push(() => clearInterval(timer));

  routes.post("/", async (c) => {
    const input = await checkBody(c, StartUploadInput);
    return c.json(await uploads.start(await findRoot(input.root), input), 201);
  });
  routes.get("/", async (c) => c.json({ items: await uploads.list() }));
  routes.get("/:uploadId", async (c) => c.json(await uploads.read(check(Named, c.req.param()).uploadId)));
  routes.patch("/:uploadId", async (c) => {
    const { uploadId } = check(Named, c.req.param());
    const { offset } = checkQuery(c, AppendUploadQuery);
    return c.json(await uploads.append(uploadId, offset, c.env.incoming));
  });
  routes.post("/:uploadId/finish", async (c) => {
    const { uploadId } = check(Named, c.req.param());
    const { ifMatch } = await checkBody(c, FinishUploadInput);
    return c.json(await uploads.finish(uploadId, ifMatch));
  });
  routes.delete("/:uploadId", async (c) => {
    const { uploadId } = check(Named, c.req.param());
    await uploads.abandon(uploadId);
    return c.json({ uploadId });
  });
  return routes;
}
