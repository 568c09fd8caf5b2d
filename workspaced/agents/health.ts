import { request } from "node:http";
import { z } from "zod";
import type { AgentServer } from "./agent-state.ts";

const bytesMax = 1024 * 1024;

export const authorization = ({ password }: Pick<AgentServer, "password">): string =>
  `Basic ${Buffer.from(`opencode:${password}`).toString("base64")}`;

/** A GET to the server, parsed; null where it does not answer properly within the deadline. */
export function ask(
  server: Pick<AgentServer, "port" | "password">,
  path: string,
  deadlineMs: number,
): Promise<unknown> {
  return new Promise((resolve) => {
    const options = {
      host: "127.0.0.1",
      port: server.port,
      path,
      headers: { authorization: authorization(server) },
    };
    const signal = AbortSignal.timeout(deadlineMs);
    const outgoing = request({ ...options, signal }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > bytesMax) outgoing.destroy();
      });
      response.on("error", () => resolve(null));
      response.on("close", () => resolve(response.statusCode === 200 ? parse(text) : null));
    });
    outgoing.on("error", () => resolve(null));
    outgoing.end();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const Health = z.object({ healthy: z.literal(true) });

export async function isHealthy(server: AgentServer, deadlineMs: number): Promise<boolean> {
  return Health.safeParse(await ask(server, "/global/health", deadlineMs)).success;
}

const SessionStatus = z.record(z.string(), z.unknown());

/** Whether a session is at work. Idle sessions are absent from the answer. */
export async function readWork(
  server: AgentServer,
  directory: string,
  deadlineMs: number,
): Promise<"busy" | "idle" | "silent"> {
  const answer = await ask(server, `/session/status?${new URLSearchParams({ directory })}`, deadlineMs);
  const parsed = SessionStatus.safeParse(answer);
  if (!parsed.success) return "silent";
  return Object.keys(parsed.data).length > 0 ? "busy" : "idle";
}
