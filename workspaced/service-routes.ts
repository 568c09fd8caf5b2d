import { Hono } from "hono";
import type { WorkspacedContext } from "./context.ts";
import type { ActivityAnswer, HealthAnswer } from "./protocol/service.ts";
import { type TerminalService, terminalKind } from "./terminals/terminal-service.ts";
import { version } from "./version.ts";

/** GET /healthz and GET /activity; `terminals` is null in a process that serves files only. */
export function serviceRoutes(context: WorkspacedContext, terminals: TerminalService | null): Hono {
  const routes = new Hono();
  routes.get("/healthz", async (c) => {
    const kind = terminals?.kind ?? (await terminalKind(context));
    const answer: HealthAnswer = { ok: true, version, pid: process.pid, terminals: kind };
    return c.json(answer);
  });
  routes.get("/activity", async (c) => {
    const { lastTypedAt = null, terminals: items = [] } = (await terminals?.activity()) ?? {};
    const agents = (await Promise.all(context.agentActivity.map((list) => list()))).flat();
    const answer: ActivityAnswer = { lastTypedAt, terminals: items, agents };
    return c.json(answer);
  });
  return routes;
}
