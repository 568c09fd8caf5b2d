import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import { RequestError, toErrorAnswer } from "../errors.ts";
import type { AgentServer } from "./agent-state.ts";
import { authorization } from "./health.ts";

/** What belongs to one connection (RFC 9110, 7.6.1), and what belongs to the caller's. */
const notForwarded = new Set([
  "authorization",
  "connection",
  "cookie",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Passes a request on to the agent's server with its password, and the answer back as it comes: nothing is gathered, so events
 * arrive one by one, and either side's closing closes the other. A server that does not answer is a 502.
 */
export function proxyToAgent(
  server: AgentServer,
  path: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const headers = { ...forwarded(incoming.headers), authorization: authorization(server) };
  const options = { host: "127.0.0.1", port: server.port, method: incoming.method, path, headers };
  const upstream = request(options, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, forwarded(answer.headers));
    outgoing.flushHeaders();
    answer.on("error", () => outgoing.destroy());
    answer.pipe(outgoing);
  });
  upstream.setNoDelay(true);
  upstream.on("error", () => {
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing, notAnswering());
  });
  outgoing.once("close", () => upstream.destroy());
  incoming.pipe(upstream);
}

export const notAnswering = (): RequestError =>
  new RequestError("PROVIDER_ERROR", "The agent's server does not answer. Start it again.", {
    system: "opencode",
  });

function refuse(outgoing: ServerResponse, error: RequestError): void {
  const answer = toErrorAnswer(error);
  outgoing.writeHead(answer.error.status, { "content-type": "application/json" });
  outgoing.end(JSON.stringify(answer));
}

function forwarded(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !notForwarded.has(name)));
}
