import { type Context, Hono } from "hono";
import { inputOf, originOf, requireActor } from "#lib/http/context.ts";
import { passOn } from "#lib/http/files.ts";
import { openWithRight } from "#lib/http/reading-right.ts";
import { ReadVersionInput } from "#lib/modules/git/schema.ts";
import { reachWorkspace, withWorkspace, workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { recordAccess } from "#lib/platform/audit/access-log.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { openVersion } from "#lib/providers/workspaced/git-changes.ts";

/** The bytes of a file's earlier versions, for the two sides of a change or a conflict. */
export function gitRoutes(platform: Platform): Hono {
  const routes = new Hono();
  routes.get("/api/git/content/:workspaceId", (context) => sendVersion(platform, context));
  return routes;
}

async function sendVersion(platform: Platform, context: Context): Promise<Response> {
  const request = context.req.raw;
  const actor = await requireActor(platform, request);
  const { workspaceId, root, path, version } = parseInput(ReadVersionInput, await inputOf(context));
  const tx = platform.database.orm;
  const content = await openWithRight(platform, { actor, request }, async (signal) => {
    const { target } = await workspaceFacts(tx, actor, workspaceId);
    const { projectId } = target;
    recordAccess(platform, actor, originOf(request.headers), "git.read-content", { workspaceId, projectId });
    const address = await reachWorkspace(tx, platform, workspaceId);
    return await withWorkspace(address, (reached) =>
      openVersion(reached, { root, path, version }, { signal, deadlineMs: 60_000 }),
    );
  });
  return passOn(request, content, null);
}
