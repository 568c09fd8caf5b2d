import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import type { WorkspacedContext } from "../context.ts";
import { check, checkBody, checkQuery } from "../errors.ts";
import { AgentKey, StartAgentInput, StopAgentQuery } from "../protocol/agents.ts";
import {
  findServer,
  getAgent,
  listAgents,
  readActivity,
  startAgent,
  stopAgent,
  stopAgents,
} from "./agents.ts";
import { notAnswering, proxyToAgent } from "./proxy.ts";

interface AgentsEnvironment {
  Bindings: HttpBindings;
}

/** Mounted at /agents: one OpenCode server per key. They outlive this program, which finds them again by their state files. */
export function agentsRoutes(context: WorkspacedContext): Hono<AgentsEnvironment> {
  const routes = new Hono<AgentsEnvironment>();
  const keyOf = (key: string) => check(AgentKey, key);
  context.agentActivity.push(() => readActivity(context));
  context.endAgents = () => stopAgents(context);

  routes.get("/", async (c) => c.json({ items: await listAgents(context) }));
  routes.get("/:key", async (c) => c.json(await getAgent(context, keyOf(c.req.param("key")))));
  routes.put("/:key", async (c) => {
    const key = keyOf(c.req.param("key"));
    return c.json(await startAgent(context, key, await checkBody(c, StartAgentInput)));
  });
  routes.delete("/:key", async (c) => {
    const { purge } = checkQuery(c, StopAgentQuery);
    return c.json(await stopAgent(context, keyOf(c.req.param("key")), purge));
  });
  routes.all("/:key/http/*", async (c) => {
    const key = keyOf(c.req.param("key"));
    const server = await findServer(context, key);
    if (server === null) throw notAnswering();
    const { incoming, outgoing } = c.env;
    // The path as it was sent: decoding and encoding it again could change what it names.
    const path = (incoming.url ?? "").replace(/^.*?\/http(?=\/)/, "");
    proxyToAgent(server, path, incoming, outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  return routes;
}
