import { sql } from "drizzle-orm";
import { Hono } from "hono";
import type { Platform } from "#lib/platform/platform.ts";

const deadlineMs = 2_000;

/**
 * Whether the process answers and reaches its database; 503 while it does not. Says nothing that a stranger may not know.
 * Nobody is counted here, so the database is asked once for all who come meanwhile.
 */
export function healthRoutes(platform: Pick<Platform, "database">): Hono {
  const routes = new Hono();
  let asked: Promise<boolean> | null = null;
  const ask = () =>
    Promise.race([
      platform.database.orm.execute(sql`select 1`).then(
        () => true,
        () => false,
      ),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), deadlineMs).unref()),
    ]).finally(() => {
      asked = null;
    });
  const answer = async () => {
    asked ??= ask();
    const isReady = await asked;
    const body = { status: isReady ? "ok" : "unavailable", database: isReady ? "ok" : "unreachable" };
    return Response.json(body, { status: isReady ? 200 : 503 });
  };
  for (const path of ["/health", "/healthz", "/api/health"]) routes.get(path, answer);
  return routes;
}
