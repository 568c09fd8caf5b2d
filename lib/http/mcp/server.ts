import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import {
  CallToolRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";
import { callTool } from "#lib/http/mcp/call-tool.ts";
import type { Caller } from "#lib/http/mcp/caller.ts";
import { listResources, readResource, resourceTemplates } from "#lib/http/mcp/resources.ts";
import { toolsOf } from "#lib/http/mcp/tools.ts";
import { toErrorBody } from "#lib/kernel/errors.ts";
import { productVersion } from "#lib/kernel/version.ts";
import { tellingDatabaseAway } from "#lib/platform/db/database-away.ts";

const instructions = `Lockkeeper builds, runs and changes software, and nothing dangerous happens without the right person's consent.
Each tool names its danger level; a project's rules may raise it. SAFE only reads, LOW runs at once. From MEDIUM on the answer is "held": nothing has happened, and a person decides. You can never confirm anything yourself. Tell the person what waits and give them the link; do not ask for the same thing again, but look with operation_read.
From HIGH on say why in \`reason\`: the person who decides reads it.`;

/** Of the specification: the resource is not there. */
const resourceNotFound = -32002;
const internalError = -32603;
const invalidParams = -32602;

/** Made once: it compiles a schema language, and every request has a server of its own. */
const jsonSchemaValidator = new AjvJsonSchemaValidator();

/** A server for one request; it knows nothing but who asks. */
export function serverFor(caller: Caller): McpServer {
  const mcp = new McpServer(
    { name: "lockkeeper", title: "Lockkeeper", version: productVersion },
    { capabilities: { tools: {}, resources: {} }, instructions, jsonSchemaValidator },
  );
  const { server } = mcp;
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: toolsOf(caller.areas, caller.actor) }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    callTool(caller, params.name, params.arguments ?? {}),
  );
  server.setRequestHandler(ListResourcesRequestSchema, () => telling(caller, () => listResources(caller)));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) =>
    telling(caller, () => readResource(caller, params.uri)),
  );
  return mcp;
}

/** A failure in the protocol's form, with the door's own error beside it. */
async function telling<Result>({ platform, origin }: Caller, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const body = toErrorBody(tellingDatabaseAway(error));
    if (body.status >= 500)
      platform.log.error({ err: error, requestId: origin.requestId }, "a resource failed");
    const code =
      body.type === "NOT_FOUND" ? resourceNotFound : body.status >= 500 ? internalError : invalidParams;
    throw new McpError(code, body.message, { error: body, requestId: origin.requestId });
  }
}
