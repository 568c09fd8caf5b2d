import { Hono } from "hono";
import { agentsRoutes } from "./agents/routes.ts";
import { isAuthenticated } from "./authenticate.ts";
import { checksRoutes } from "./checks/routes.ts";
import type { WorkspacedContext } from "./context.ts";
import { RequestError, toErrorAnswer } from "./errors.ts";
import { filesRoutes } from "./files/routes.ts";
import { gitRoutes } from "./git/routes.ts";
import { serviceRoutes } from "./service-routes.ts";
import { terminalsRoutes } from "./terminals/routes.ts";
import { createTerminalSockets } from "./terminals/socket.ts";
import { startTerminals, type TerminalService } from "./terminals/terminal-service.ts";

/** All routes of this process behind the bearer token. Terminals of a former life are found again before it answers. */
export async function createApp(context: WorkspacedContext): Promise<Hono> {
  const app = new Hono();
  app.use(async (c, next) => {
    if (!isAuthenticated(c.req.header("authorization"), context.config.token)) {
      throw new RequestError("UNAUTHORIZED", "The workspace's token is missing or wrong.");
    }
    await next();
  });
  const terminals = context.mode === "files" ? null : await mountTerminals(app, context);
  app.route("/", serviceRoutes(context, terminals));
  if (context.mode !== "sessions") app.route("/files", filesRoutes(context));
  if (context.mode !== "files") {
    app.route("/git", gitRoutes(context));
    app.route("/agents", agentsRoutes(context));
    app.route("/checks", checksRoutes(context));
  }
  app.notFound((c) => c.json(toErrorAnswer(new RequestError("NOT_FOUND", "There is no such route.")), 404));
  app.onError((error) => {
    const answer = toErrorAnswer(error);
    if (answer.error.status >= 500) context.log("error", "a request failed", { error });
    return Response.json(answer, { status: answer.error.status });
  });
  return app;
}

async function mountTerminals(app: Hono, context: WorkspacedContext): Promise<TerminalService> {
  const terminals = await startTerminals(context);
  const sockets = createTerminalSockets(context, terminals);
  context.upgradeHandlers.push(sockets.upgrade);
  context.onShutdown.push(() => {
    sockets.close();
    terminals.close();
  });
  app.route("/terminals", terminalsRoutes(terminals));
  return terminals;
}
