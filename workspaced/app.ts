import { Hono } from "hono";
import { isAuthenticated } from "./authenticate.ts";
import type { WorkspacedContext } from "./context.ts";
import { RequestError, toErrorAnswer } from "./errors.ts";
import { filesRoutes } from "./files/routes.ts";

/** All routes of this process behind the bearer token. */
export function createApp(context: WorkspacedContext): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    if (!isAuthenticated(c.req.header("authorization"), context.config.token)) {
      throw new RequestError("UNAUTHORIZED", "The workspace's token is missing or wrong.");
    }
    await next();
  });
  if (context.mode !== "sessions") app.route("/files", filesRoutes(context));
  app.notFound((c) => c.json(toErrorAnswer(new RequestError("NOT_FOUND", "There is no such route.")), 404));
  app.onError((error) => {
    const answer = toErrorAnswer(error);
    if (answer.error.status >= 500) context.log("error", "a request failed", { error });
    return Response.json(answer, { status: answer.error.status });
  });
  return app;
}
