import { type Context, Hono } from "hono";
import { inputOf, originOf, recheckActor, requireActor } from "#lib/http/context.ts";
import { AppError, forbidden } from "#lib/kernel/errors.ts";
import { exportRows } from "#lib/modules/audit/export-rows.ts";
import { ExportAuditInput, type ExportFormat } from "#lib/modules/audit/schema.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { recordAccess } from "#lib/platform/audit/access-log.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { hasLost, readStanding } from "#lib/platform/auth/standing.ts";
import type { Platform } from "#lib/platform/platform.ts";

const mediaTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8; header=present",
  jsonl: "application/jsonl; charset=utf-8",
};

/** The audit log as a file, as much of it as the asker may see: page by page, however long it is. */
export function auditExportRoutes(platform: Platform): Hono {
  const routes = new Hono();
  routes.get("/api/audit/export", (context) => sendExport(platform, context));
  return routes;
}

async function sendExport(platform: Platform, context: Context): Promise<Response> {
  const request = context.req.raw;
  const actor = await requireActor(platform, request);
  const { format, ...filter } = parseInput(ExportAuditInput, await inputOf(context));
  recordAccess(platform, actor, originOf(request.headers), "audit.export", filter);
  const reader = await readerOf(platform, actor, recheckActor(platform, actor, request));
  const lines = exportRows(platform.database.orm, { filter, format, reader });
  const day = new Date().toISOString().slice(0, 10);
  return new Response(streamOf(lines), {
    headers: {
      "content-type": mediaTypes[format],
      "content-disposition": `attachment; filename="audit-${day}.${format}"`,
      "cache-control": "no-store",
    },
  });
}

/** One page is read when the client has taken the one before. */
function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}

/** Who the asker is at each page; throws once they are known no more, or may see less than at the first. */
async function readerOf(platform: Platform, actor: Actor, recheck: () => Promise<Actor | null>) {
  const { orm } = platform.database;
  const before = await readStanding(orm, actor);
  return async (): Promise<Actor> => {
    const now = await recheck();
    if (!now) throw new AppError("UNAUTHORIZED", "The session or key was revoked meanwhile.");
    if (hasLost(before, await readStanding(orm, now)))
      throw forbidden("You may see less than when this began. Export it again.");
    return now;
  };
}
