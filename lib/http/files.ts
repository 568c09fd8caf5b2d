import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { inputOf, originOf, requireActor } from "#lib/http/context.ts";
import type { RateLimits } from "#lib/http/rate-limit.ts";
import { openWithRight } from "#lib/http/reading-right.ts";
import { ReadArchiveInput, ReadContentInput } from "#lib/modules/files/schema.ts";
import { reachWorkspace, withWorkspace, workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { recordAccess } from "#lib/platform/audit/access-log.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { openArchive, openContent } from "#lib/providers/workspaced/files.ts";
import { type WorkspacedAddress, WorkspacedError } from "#lib/providers/workspaced/request.ts";

const filesPath = "/api/workspaces/:workspaceId/files";
const askedHeaders = ["range", "if-none-match", "if-range"] as const;
const passedHeaders = [
  "accept-ranges",
  "content-length",
  "content-range",
  "etag",
  "last-modified",
  "x-file-kind",
];

/** What a browser shows without running it. A workspaced that means ill may call its bytes a page. */
const shownTypes =
  /^(text\/plain; charset=utf-8|image\/(png|jpeg|gif|webp|avif|x-icon)|application\/(pdf|zip)|(audio|video)\/[a-z0-9]+)$/;

/** The bytes of a workspace's files: streamed through, with ranges and ETags, to whoever may see the workspace. */
export function filesRoutes(platform: Platform, limits: Limits): Hono {
  const routes = new Hono();
  routes.get(`${filesPath}/content`, (context) => sendContent(platform, limits, context));
  routes.get(`${filesPath}/archive`, (context) => sendArchive(platform, limits, context));
  return routes;
}

type Limits = Pick<RateLimits, "holdStream" | "holdArchive">;

async function sendContent(platform: Platform, limits: Limits, context: Context): Promise<Response> {
  const request = context.req.raw;
  const actor = await requireActor(platform, request);
  const { workspaceId, root, path, download } = parseInput(ReadContentInput, await inputOf(context));
  const reader = { request, actor, workspaceId, name: "files.read-content" };
  const asked = Object.fromEntries(
    askedHeaders.flatMap((name) => {
      const value = request.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const content = await openWithRight(platform, reader, async (signal) => {
    const { address } = await admitReader(platform, reader);
    const open = async (reached: WorkspacedAddress) => {
      try {
        return await openContent(reached, { root, path }, asked, { signal });
      } catch (error) {
        if (error instanceof WorkspacedError && error.type === "RANGE_NOT_SATISFIABLE") return error;
        throw error;
      }
    };
    return await holding([limits.holdStream(actor)], () => withWorkspace(address, open));
  });
  if (content instanceof WorkspacedError) return beyondEnd(content);
  return passOn(request, content, download ? (path.split("/").at(-1) ?? path) : null);
}

/** Its first bytes come once every path was found: small things may take as long as they are many. */
const archiveHeadMs = 60_000;

async function sendArchive(platform: Platform, limits: Limits, context: Context): Promise<Response> {
  const request = context.req.raw;
  const actor = await requireActor(platform, request);
  const { workspaceId, root, path: paths } = parseInput(ReadArchiveInput, await inputOf(context));
  const reader = { request, actor, workspaceId, name: "files.archive" };
  let projectName = "";
  const content = await openWithRight(platform, reader, async (signal) => {
    const admitted = await admitReader(platform, reader);
    ({ projectName } = admitted);
    const options = { signal, deadlineMs: archiveHeadMs };
    const holds = [limits.holdArchive(actor), limits.holdStream(actor)];
    return await holding(holds, () =>
      withWorkspace(admitted.address, (reached) => openArchive(reached, { root, paths }, options)),
    );
  });
  const [only = projectName, ...others] = paths;
  return passOn(
    request,
    content,
    `${others.length > 0 ? projectName : only.split("/").findLast(Boolean)}.zip`,
  );
}

/** Where the workspace answers, for one who may see it; the reading goes on record. */
async function admitReader(
  platform: Platform,
  {
    request,
    actor,
    workspaceId,
    name,
  }: { request: Request; actor: Actor; workspaceId: string; name: string },
) {
  const tx = platform.database.orm;
  const { target, project } = await workspaceFacts(tx, actor, workspaceId);
  const { projectId } = target;
  recordAccess(platform, actor, originOf(request.headers), name, { workspaceId, projectId });
  return { address: await reachWorkspace(tx, platform, workspaceId), projectName: project.name };
}

/** Gives back what was held once the stream that `open` answers has closed, or there is none. */
async function holding<Opened extends IncomingMessage | Error>(
  holds: readonly (() => void)[],
  open: () => Promise<Opened>,
): Promise<Opened> {
  const release = () => {
    for (const end of holds) end();
  };
  try {
    const opened = await open();
    if (opened instanceof Error || opened.closed) release();
    else opened.once("close", release);
    return opened;
  } catch (error) {
    release();
    throw error;
  }
}

const beyondEnd = ({ details }: WorkspacedError): Response =>
  new Response(null, { status: 416, headers: { "content-range": `bytes */${Number(details.sizeBytes)}` } });

/** What workspaced streams, as an answer of ours. */
export function passOn(
  { method }: Pick<Request, "method">,
  content: IncomingMessage,
  downloadName: string | null,
): Response {
  const headers = new Headers({
    "cache-control": "private, no-cache",
    // What people keep in a workspace is shown, never run, in our own origin.
    "content-security-policy": "default-src 'none'; sandbox",
  });
  for (const name of passedHeaders) {
    const value = content.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const type = content.headers["content-type"] ?? "";
  headers.set("content-type", shownTypes.test(type) ? type : "application/octet-stream");
  if (downloadName !== null) {
    headers.set("content-disposition", `attachment; filename*=UTF-8''${encodeName(downloadName)}`);
  }
  const status = content.statusCode ?? 200;
  if (status === 304) content.resume();
  // Nobody reads what a HEAD is answered with, and nothing would end it.
  if (method === "HEAD") content.destroy();
  if (status === 304 || method === "HEAD") {
    return new Response(null, { status, headers });
  }
  // Node's own type of the same web stream.
  return new Response(Readable.toWeb(content) as ReadableStream<Uint8Array>, { status, headers });
}

/** RFC 8187: what encodeURIComponent leaves, but an attr-char does not allow, is escaped too. */
const encodeName = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
