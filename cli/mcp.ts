import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { ErrorCode, isJSONRPCRequest, type JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { type ExitCode, exitCodes } from "#cli/exit-codes.ts";
import { CliFailure } from "#cli/failure.ts";
import { headersOf, networkFailure } from "#cli/http.ts";
import type { Login } from "#cli/logins.ts";
import { readWords } from "#cli/words.ts";

/** The server answers in one piece; no tool of its takes longer. */
const deadlineMs = 120_000;

/**
 * `lockkeeper mcp`: what an agent's program says on standard input goes to the server's own door for agents, and its
 * answers come back. Nothing is understood here and nothing is added but the key, which the agent's program never sees.
 * Ends when standard input does.
 */
export async function serveMcp(login: Login, args: readonly string[]): Promise<ExitCode> {
  const { flags } = readWords(args, { server: "value", tools: "value", json: "switch", project: "value" });
  const url = new URL("/api/mcp", login.address);
  const tools = flags.get("tools")?.[0];
  if (tools !== undefined) url.searchParams.set("tools", tools);
  const server: Transport = new StreamableHTTPClientTransport(url, {
    requestInit: { headers: headersOf(login), redirect: "error" },
    fetch: (input, init) => {
      const deadline = AbortSignal.timeout(deadlineMs);
      return fetch(input, {
        ...init,
        signal: init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline,
      });
    },
  });
  const agent: Transport = new StdioServerTransport();
  const ended = new Promise<void>((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  const underWay = new Set<Promise<void>>();
  agent.onmessage = (message) => {
    const passing = pass(login, agent, server, message);
    underWay.add(passing);
    void passing.finally(() => underWay.delete(passing));
  };
  server.onmessage = (message) => {
    agreeOnVersion(server, message);
    void agent.send(message);
  };
  // What went wrong with one message is answered to that message; the rest goes on.
  server.onerror = () => {};
  await server.start();
  await agent.start();
  await ended;
  await Promise.all(underWay);
  await agent.close();
  await server.close();
  return exitCodes.done;
}

/** Passes a message on; what cannot be passed on is answered with why, so that nobody waits for ever. */
async function pass(
  login: Login,
  agent: Transport,
  server: Transport,
  message: JSONRPCMessage,
): Promise<void> {
  try {
    await server.send(message);
  } catch (error) {
    const words = reasonOf(login, error);
    process.stderr.write(`lockkeeper: ${words}\n`);
    if (!isJSONRPCRequest(message)) return;
    const code = ErrorCode.InternalError;
    await agent.send({ jsonrpc: "2.0", id: message.id, error: { code, message: words } });
  }
}

function reasonOf({ address }: Login, error: unknown): string {
  if (error instanceof TypeError || error instanceof DOMException)
    return networkFailure(address, error).message;
  if (error instanceof CliFailure) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  const said = /"message":"((?:[^"\\]|\\.)*)"/.exec(message)?.[1];
  return said ?? message;
}

/** Every later request names the version of the protocol that both sides took. */
function agreeOnVersion(server: Transport, message: JSONRPCMessage): void {
  const result = "result" in message ? message.result : undefined;
  const version = result?.protocolVersion;
  if (typeof version === "string" && "serverInfo" in (result ?? {})) server.setProtocolVersion?.(version);
}
