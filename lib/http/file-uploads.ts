import { IncomingMessage } from "node:http";
import { PassThrough, Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { type Context, Hono } from "hono";
import { allowLongBody } from "#lib/http/body-limits.ts";
import { inputOf, originOf, recheckActor, requireActor, watchActor } from "#lib/http/context.ts";
import { directRunner } from "#lib/http/door.ts";
import { commandResponse } from "#lib/http/respond.ts";
import { admitUpload } from "#lib/modules/files/admit-upload.ts";
import {
  AppendUploadInput,
  StartUploadInput,
  UploadFileInput,
  UploadInput,
} from "#lib/modules/files/schema.ts";
import { uploadFile } from "#lib/modules/files/upload-file.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { submit } from "#lib/operations/submit.ts";
import { recordAccess } from "#lib/platform/audit/access-log.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { abandonUpload, appendUpload, startUpload } from "#lib/providers/workspaced/uploads.ts";

const waitingBytesMax = 1024 * 1024;
const filesPath = "/api/workspaces/:workspaceId/files";

/**
 * The bytes of uploads, streamed to the workspace as they come. They lie aside there until the command files.upload
 * puts the whole file into its place; only who may ask for that may send them.
 */
export function fileUploadRoutes(platform: Platform): Hono {
  const routes = new Hono();
  routes.post(`${filesPath}/upload`, (context) => uploadWhole(platform, context));
  routes.post(`${filesPath}/uploads`, (context) => start(platform, context));
  routes.patch(`${filesPath}/uploads/:uploadId`, (context) => append(platform, context));
  routes.delete(`${filesPath}/uploads/:uploadId`, (context) => abandon(platform, context));
  return routes;
}

async function start(platform: Platform, context: Context): Promise<Response> {
  const actor = await requireActor(platform, context.req.raw);
  const input = parseInput(StartUploadInput, await inputOf(context));
  const address = await admit(platform, { context, actor, name: "files.start-upload" }, input);
  const { root, path, ifMatch, sizeBytes, sha256 } = input;
  const started = await withWorkspace(address, (reached) =>
    startUpload(reached, { root, path, ifMatch, sizeBytes, sha256 }),
  );
  return Response.json(started, { status: 201 });
}

async function append(platform: Platform, context: Context): Promise<Response> {
  const actor = await requireActor(platform, context.req.raw);
  const input = parseInput(AppendUploadInput, addressed(context));
  const address = await admit(platform, { context, actor, name: "files.append-upload" }, input);
  const { uploadId, offset } = input;
  const appended = await withBody(platform, { context, actor }, (body) =>
    withWorkspace(address, (reached) => appendUpload(reached, { uploadId, offset, body })),
  );
  return Response.json(appended);
}

async function abandon(platform: Platform, context: Context): Promise<Response> {
  const actor = await requireActor(platform, context.req.raw);
  const input = parseInput(UploadInput, await inputOf(context));
  const address = await admit(platform, { context, actor, name: "files.abandon-upload" }, input);
  await withWorkspace(address, (reached) => abandonUpload(reached, input.uploadId));
  return Response.json({ uploadId: input.uploadId });
}

/** An upload from start to end. What broke off, and what is refused at the end, leaves nothing behind. */
async function uploadWhole(platform: Platform, context: Context): Promise<Response> {
  const actor = await requireActor(platform, context.req.raw);
  const input = parseInput(UploadFileInput, addressed(context));
  const address = await admit(platform, { context, actor, name: "files.upload-whole" }, input);
  const { workspaceId, root, path, ifMatch } = input;
  const { uploadId } = await withWorkspace(address, (reached) =>
    startUpload(reached, { root, path, ifMatch }),
  );
  const giveUp = () => abandonUpload(address, uploadId).catch(() => undefined);
  try {
    await withBody(platform, { context, actor }, (body) =>
      withWorkspace(address, (reached) => appendUpload(reached, { uploadId, offset: 0, body })),
    );
  } catch (error) {
    await giveUp();
    throw error;
  }
  const submission = { actor, origin: originOf(context.req.raw.headers) };
  const asked = { workspaceId, uploadId };
  const answer = await submit(platform, uploadFile, asked, submission, directRunner(platform));
  if (answer.outcome === "error") await giveUp();
  return commandResponse(uploadFile, answer);
}

async function admit(
  platform: Platform,
  { context, actor, name }: { context: Context; actor: Actor; name: string },
  { workspaceId }: { workspaceId: string },
) {
  const { address, projectId } = await admitUpload(platform, actor, { workspaceId });
  recordAccess(platform, actor, originOf(context.req.raw.headers), name, { workspaceId, projectId });
  return address;
}

/** Path and query alone: the body is bytes. */
function addressed(context: Context): Record<string, unknown> {
  const query = Object.fromEntries(new URL(context.req.url).searchParams);
  return { ...query, ...context.req.param() };
}

/** Hands over the body as a stream of Node's, which ends once the sender's session or key is revoked. */
async function withBody<Result>(
  platform: Platform,
  { context, actor }: { context: Context; actor: Actor },
  use: (body: Readable) => Promise<Result>,
): Promise<Result> {
  const incoming = incomingOf(context);
  if (incoming instanceof IncomingMessage) allowLongBody(incoming);
  const recheck = recheckActor(platform, actor, context.req.raw);
  const watch = watchActor({ platform, actor, recheck, onGone: () => incoming.destroy() });
  try {
    return await use(incoming instanceof IncomingMessage ? drained(incoming) : incoming);
  } finally {
    watch.stop();
  }
}

/** Straight from the socket where there is one: Next, and tests without a port, have web streams alone. */
function incomingOf(context: Context): Readable {
  const incoming: unknown = context.env?.incoming;
  if (incoming instanceof IncomingMessage) return incoming;
  const { body } = context.req.raw;
  return body === null ? Readable.from([]) : Readable.fromWeb(body as NodeReadableStream);
}

/** Where the workspace refuses in the middle, the rest is thrown away: with the connection the refusal would be lost. */
function drained(incoming: IncomingMessage): Readable {
  const body = new PassThrough({ highWaterMark: waitingBytesMax });
  incoming.once("error", (error) => body.destroy(error));
  incoming.once("close", () => {
    if (!incoming.complete) body.destroy(new Error("The connection was cut."));
  });
  body.once("close", () => {
    incoming.unpipe(body);
    incoming.resume();
  });
  return incoming.pipe(body);
}
