import type { Hono } from "hono";
import { filesRoutes } from "#lib/http/files.ts";
import { llmRoutes } from "#lib/http/llm.ts";
import { peopleRoutes } from "#lib/http/people.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Mounts what is neither a command nor a query: signing in, and bytes that stream through. */
export const extendDoor =
  (platform: Platform) =>
  (app: Hono): void => {
    app.route("/", peopleRoutes(platform));
    app.route("/", filesRoutes(platform));
    app.route("/", llmRoutes(platform));
  };
