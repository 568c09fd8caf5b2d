import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { originOf, requireActor } from "#lib/http/context.ts";
import { openWithRight } from "#lib/http/reading-right.ts";
import { forbidden, notFound } from "#lib/kernel/errors.ts";
import { backupTarget, requireBackup } from "#lib/modules/installation-backups/backup-facts.ts";
import { BackupInput } from "#lib/modules/installation-backups/schema.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { recordAccess } from "#lib/platform/audit/access-log.ts";
import { type Actor, actorView, personBehind, type RequestOrigin } from "#lib/platform/auth/actor.ts";
import { backupsFolder } from "#lib/platform/backup/make-backup.ts";
import { audit, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/** A backup of the installation as a file, for its owner alone; the audit log says who took it. */
export function installationBackupRoutes(platform: Platform): Hono {
  const routes = new Hono();
  routes.get("/api/installation-backups/:backupId/archive", (context) => sendArchive(platform, context));
  return routes;
}

async function sendArchive(platform: Platform, context: Context): Promise<Response> {
  const request = context.req.raw;
  const actor = await requireActor(platform, request);
  const input = parseInput(BackupInput, context.req.param());
  if (!mayTake(actor)) throw forbidden("Only the owner may take a backup of the installation away.");
  const { row, path, size } = await findFile(platform, input);
  const origin = originOf(request.headers);
  const stream = await openWithRight(platform, { actor, request, mayRead: mayTake }, async (signal) => {
    recordAccess(platform, actor, origin, "installation-backup.download", input);
    await recordDownload(platform, { actor, origin, target: backupTarget(row) });
    return createReadStream(path, { signal });
  });
  // Nobody reads what a HEAD is answered with, and nothing would end it.
  if (request.method === "HEAD") stream.destroy();
  const body = request.method === "HEAD" ? null : (Readable.toWeb(stream) as ReadableStream<Uint8Array>);
  return new Response(body, {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(size),
      "content-disposition": `attachment; filename="${row.fileName}"`,
      "cache-control": "no-store",
    },
  });
}

/** What takes copies to another place is a program of the owner's; an agent is none. */
const mayTake = ({ role, projectId, kind }: Actor): boolean =>
  role === "owner" && projectId === null && kind !== "agent";

async function findFile({ database, environment }: Platform, { backupId }: BackupInput) {
  const row = await requireBackup(database.orm, backupId);
  const path = join(backupsFolder(environment.home), row.fileName);
  const found = await unlessMissing(stat(path));
  if (row.state === "running" || !found) throw notFound("backup on this server");
  return { row, path, size: found.size };
}

interface Download {
  actor: Actor;
  origin: RequestOrigin;
  target: { kind: string; id: string; name: string };
}

async function recordDownload({ database }: Platform, { actor, origin, target }: Download): Promise<void> {
  await transact(database, async (tx) => {
    audit(tx, {
      record: {
        what: "installation-backup.downloaded",
        target,
        actor: actorView(actor),
        onBehalfOf: personBehind(actor),
        via: actor.via,
        ...origin,
      },
      operationId: null,
      projectId: null,
      personId: actor.userId,
    });
  });
}
