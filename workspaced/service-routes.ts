import { Hono } from "hono";
import type { WorkspacedContext } from "./context.ts";
import { checkBody } from "./errors.ts";
import { measureFolder } from "./measure.ts";
import {
  type ActivityAnswer,
  type HealthAnswer,
  ShutdownInput,
  type UsageAnswer,
} from "./protocol/service.ts";
import { type TerminalService, terminalKind } from "./terminals/terminal-service.ts";
import { version } from "./version.ts";

/** Time for the answer to leave before the connections close. */
const exitDelayMs = 50;

const measureDeadlineMs = 2000;

/** GET /healthz, GET /activity, GET /usage and POST /shutdown; `terminals` is null in a process that serves files only. */
export function serviceRoutes(context: WorkspacedContext, terminals: TerminalService | null): Hono {
  const routes = new Hono();
  routes.get("/healthz", async (c) => {
    const kind = terminals?.kind ?? (await terminalKind(context));
    const answer: HealthAnswer = { ok: true, version, pid: process.pid, terminals: kind };
    return c.json(answer);
  });
  routes.get("/activity", async (c) => {
    const seen = await terminals?.activity();
    const agents = (await Promise.all(context.agentActivity.map((list) => list()))).flat();
    const { lastTypedAt = null, lastTypedIn = null, terminals: items = [] } = seen ?? {};
    const answer: ActivityAnswer = { lastTypedAt, lastTypedIn, terminals: items, agents };
    return c.json(answer);
  });
  routes.get("/usage", async (c) => {
    const { roots, worktreesDir } = context.config;
    const [workspace, worktrees] = await Promise.all(
      [roots.workspace ?? worktreesDir, worktreesDir].map((path) => measureFolder(path, measureDeadlineMs)),
    );
    const answer: UsageAnswer = {
      workspaceBytes: workspace?.isWhole ? workspace.sizeBytes : null,
      worktreesBytes: worktrees?.isWhole ? worktrees.sizeBytes : null,
    };
    return c.json(answer);
  });
  routes.post("/shutdown", async (c) => {
    const { endTerminals } = await checkBody(c, ShutdownInput);
    if (endTerminals) await Promise.all([terminals?.removeAll(), context.endAgents?.()]);
    setTimeout(context.requestExit, exitDelayMs);
    return c.json({ stopping: true });
  });
  return routes;
}
