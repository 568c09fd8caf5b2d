/**
 * The REST door. Thin: it finds out who asks, gathers the input, calls the verb, and puts the answer into HTTP. What
 * may happen is decided in the spine, the same for every door.
 */
import { createHash } from "node:crypto";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import { linesOf, verbByName } from "#lib/commands.ts";
import { inputOf, originOf, recheckActor, requireActor, watchActor } from "#lib/http/context.ts";
import { docsRoutes } from "#lib/http/docs-routes.ts";
import { followEvents, parseLastEventId } from "#lib/http/events.ts";
import { healthRoutes } from "#lib/http/health.ts";
import { answerMetrics } from "#lib/http/metrics.ts";
import { openApiDocument } from "#lib/http/open-api.ts";
import type { RateLimits } from "#lib/http/rate-limit.ts";
import { handOver } from "#lib/http/renew-cookie.ts";
import { commandResponse, errorResponse } from "#lib/http/respond.ts";
import { eventStream } from "#lib/http/server-sent-events.ts";
import { notFound, toErrorBody } from "#lib/kernel/errors.ts";
import type { LiveSettings } from "#lib/modules/settings/live-settings.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { answerQuery, type Query, type Stream } from "#lib/operations/query.ts";
import type { DirectRunner } from "#lib/operations/submit.ts";
import { submit } from "#lib/operations/submit.ts";
import { recordAccess } from "#lib/platform/audit/access-log.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { tellingDatabaseAway } from "#lib/platform/db/database-away.ts";
import type { EventHub } from "#lib/platform/events/hub.ts";
import type { Platform } from "#lib/platform/platform.ts";

export interface Door {
  platform: Platform;
  hub: EventHub;
  /** What holds now of the settings. */
  settings: LiveSettings;
  limits: RateLimits;
  runDirect: DirectRunner;
}

/** The REST door over `door`; `extend` mounts the routes that are neither commands nor queries. */
export function createHttpApp(door: Door, extend: (app: Hono, limits: RateLimits) => void = () => {}): Hono {
  const app = new Hono();
  const { platform, limits } = door;
  app.use(async (context, next) => {
    const { requestId } = originOf(context.req.raw.headers);
    context.req.raw.headers.set("x-request-id", requestId);
    await next();
    context.res.headers.set("x-request-id", requestId);
    if (!context.res.headers.has("cache-control")) context.res.headers.set("cache-control", "no-store");
    context.res.headers.set("x-content-type-options", "nosniff");
    handOver(context.req.raw, context.res.headers);
  });
  app.onError((error, context) => {
    const body = toErrorBody(error);
    const requestId = context.req.header("x-request-id");
    if (body.status >= 500)
      platform.log.error({ err: error, requestId, path: context.req.path }, "a request failed");
    return errorResponse(tellingDatabaseAway(error));
  });
  app.notFound(() => errorResponse(notFound("address")));

  app.route("/", healthRoutes(platform));
  extend(app, limits);
  app.use("/api/*", compressAnswers());
  app.route("/", docsRoutes());
  app.get("/api/openapi.json", etag(), () => Response.json(openApiDocument()));
  app.get("/api/metrics", (context) => answerMetrics(platform, door.hub, context.req.raw));
  app.get("/api/events", (context) => openEvents(door, context.req.raw, context.req.query("topics")));
  for (const verb of verbByName.values()) {
    const handle = {
      command: (call: Call) => callCommand(door, verb as AnyCommand, call),
      query: (call: Call) => callQuery(door, verb as Query, call),
      stream: (call: Call) => callStream(door, verb as Stream, call),
    }[verb.kind];
    for (const line of linesOf(verb)) {
      const [method = "", path = ""] = line.split(" ");
      if (verb.kind === "query") app.use(path, etag());
      app.on(method, path, async (context) => {
        // Who asks comes first: a stranger learns nothing of what a body should be, and sends none for us to read.
        const actor = await requireActor(platform, context.req.raw);
        return handle({ actor, request: context.req.raw, input: await inputOf(context) });
      });
    }
  }
  return app;
}

interface Call {
  actor: Actor;
  request: Request;
  input: Record<string, unknown>;
}

async function callCommand(door: Door, command: AnyCommand, call: Call): Promise<Response> {
  const { actor, request, input } = call;
  const { reason } = input;
  const submission = {
    actor,
    origin: originOf(request.headers),
    idempotencyKey: request.headers.get("idempotency-key"),
    reason: typeof reason === "string" ? reason : null,
  };
  return commandResponse(command, await submit(door.platform, command, input, submission, door.runDirect));
}

async function callQuery({ platform }: Door, query: Query, call: Call): Promise<Response> {
  const { actor, request } = call;
  const context = { tx: platform.database.orm, actor, platform, signal: request.signal };
  const { input, answer } = await answerQuery(query, call.input, context);
  const body = JSON.stringify(answer);
  recordAccess(platform, actor, originOf(request.headers), query.name, input);
  return new Response(body, {
    headers: {
      "content-type": "application/json",
      "cache-control": "private, no-cache",
      // Made here, where the text is at hand: the middleware would read it back out of a copy of the stream.
      etag: `"${createHash("sha1").update(body).digest("hex")}"`,
    },
  });
}

async function callStream(
  { platform, hub, limits }: Door,
  stream: Stream,
  { actor, request, input: raw }: Call,
): Promise<Response> {
  const gone = new AbortController();
  const signal = AbortSignal.any([request.signal, gone.signal]);
  const input = parseInput(stream.input, raw);
  const lastEventId = request.headers.get("last-event-id");
  const context = { tx: platform.database.orm, input, actor, platform, hub, signal, lastEventId };
  const release = releasedOn(signal, limits.holdStream(actor));
  const recheck = recheckActor(platform, actor, request);
  // From before it opens: what is lost meanwhile counts.
  const watch = watchActor({ platform, hub, actor, recheck, onGone: () => gone.abort() });
  try {
    const messages = await stream.open(context);
    recordAccess(platform, actor, originOf(request.headers), stream.name, input);
    return eventStream(messages, () => {
      watch.stop();
      gone.abort();
    });
  } catch (error) {
    watch.stop();
    release();
    throw error;
  }
}

async function openEvents(
  { platform, hub, limits }: Door,
  request: Request,
  topics: string | undefined,
): Promise<Response> {
  const actor = await requireActor(platform, request);
  const gone = new AbortController();
  const signal = AbortSignal.any([request.signal, gone.signal]);
  const after = parseLastEventId(request.headers.get("last-event-id"));
  releasedOn(signal, limits.holdStream(actor));
  recordAccess(platform, actor, originOf(request.headers), "events.follow");
  const follower = {
    actor,
    topics: topics ? new Set(topics.split(",")) : null,
    after,
    signal,
    recheck: recheckActor(platform, actor, request),
  };
  return eventStream(followEvents(platform, hub, follower), () => gone.abort());
}

/** Gives a held stream back when it is over, whichever side ended it. */
function releasedOn(signal: AbortSignal, release: () => void): () => void {
  if (signal.aborted) release();
  else signal.addEventListener("abort", release, { once: true });
  return release;
}

/** Compresses JSON; streams and files go through as they are. */
function compressAnswers() {
  const compressing = compress({ threshold: 1024 });
  return (context: Parameters<typeof compressing>[0], next: Parameters<typeof compressing>[1]) =>
    /\/(events|logs|output|stats|watch|content|archive)$/.test(context.req.path)
      ? next()
      : compressing(context, next);
}
