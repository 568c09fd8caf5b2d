import { Hono } from "hono";
import type { WorkspacedContext } from "../context.ts";
import { checkBody } from "../errors.ts";
import { CheckInput } from "../protocol/checks.ts";
import { resolveRoot } from "../roots.ts";
import { runCheck } from "./run-check.ts";

/** Mounted at /checks: runs a project's check command in a root and answers when it ended. */
export function checksRoutes(context: WorkspacedContext): Hono {
  const routes = new Hono();
  routes.post("/", async (c) => {
    const { root, command, deadlineMs } = await checkBody(c, CheckInput);
    const { path } = await resolveRoot(context, root);
    return c.json(await runCheck(path, command, deadlineMs, c.req.raw.signal));
  });
  return routes;
}
