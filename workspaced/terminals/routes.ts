import { Hono } from "hono";
import { check, checkBody } from "../errors.ts";
import { CreateTerminalInput, LocateInput, RenameTerminalInput } from "../protocol/terminals.ts";
import type { TerminalService } from "./terminal-service.ts";

/** Mounted at /terminals; the sockets are in socket.ts. */
export function terminalsRoutes(service: TerminalService): Hono {
  const routes = new Hono();
  routes.get("/", async (c) => c.json({ kind: service.kind, items: await service.list() }));
  routes.post("/", async (c) => c.json(await service.create(await checkBody(c, CreateTerminalInput)), 201));
  routes.get("/:name/locate", async (c) => {
    const { path } = check(LocateInput, c.req.query());
    return c.json(await service.locate(c.req.param("name"), path));
  });
  routes.delete("/:name", async (c) => {
    await service.remove(c.req.param("name"));
    return c.body(null, 204);
  });
  routes.post("/:name/rename", async (c) => {
    const { name } = await checkBody(c, RenameTerminalInput);
    return c.json(await service.rename(c.req.param("name"), name));
  });
  return routes;
}
