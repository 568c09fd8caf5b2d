import type { Hono } from "hono";
import { auditExportRoutes } from "#lib/http/audit-export.ts";
import { fileUploadRoutes } from "#lib/http/file-uploads.ts";
import { filesRoutes } from "#lib/http/files.ts";
import { gitRoutes } from "#lib/http/git.ts";
import { installationBackupRoutes } from "#lib/http/installation-backups.ts";
import { llmRoutes } from "#lib/http/llm.ts";
import { mcpRoutes } from "#lib/http/mcp/routes.ts";
import { passkeyRoutes } from "#lib/http/passkeys.ts";
import { peopleRoutes } from "#lib/http/people.ts";
import type { RateLimits } from "#lib/http/rate-limit.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Mounts what is neither a command nor a query: signing in, bytes that stream through, other protocols. */
export const extendDoor =
  (platform: Platform) =>
  (app: Hono, limits: RateLimits): void => {
    app.route("/", peopleRoutes(platform));
    app.route("/", passkeyRoutes(platform));
    app.route("/", filesRoutes(platform, limits));
    app.route("/", fileUploadRoutes(platform));
    app.route("/", gitRoutes(platform));
    app.route("/", auditExportRoutes(platform));
    app.route("/", installationBackupRoutes(platform));
    app.route("/", llmRoutes(platform));
    app.route("/", mcpRoutes(platform));
  };
