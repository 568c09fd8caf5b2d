import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { eq } from "drizzle-orm";
import { llmProviders } from "#drizzle/schema/providers.ts";
import { llmCalls } from "#drizzle/schema/spending.ts";
import { llmRoutes } from "#lib/http/llm.ts";
import { errorResponse } from "#lib/http/respond.ts";
import { newId } from "#lib/kernel/ids.ts";
import { sealKey } from "#lib/modules/providers-llm/provider-key.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { writeProvider } from "#lib/modules/providers-llm/store.ts";
import { findRun } from "#lib/modules/runs/of-task.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

type Answer = (request: IncomingMessage & { body: string }, response: ServerResponse) => unknown;

/** For tests: the gateway on a port, in front of providers that answer as `answerWith` says. */
export interface GatewayPlace {
  product: TestPlatform;
  owner: Actor;
  /** Where the gateway answers, without a slash at its end. */
  url: string;
  /** What every provider answers from now on. */
  answerWith(answer: Answer): void;
  /** Posts a body with a run's token; `path` begins behind `/api/llm/`. */
  post(token: string, path: string, body: Record<string, unknown>, signal?: AbortSignal): Promise<Response>;
  /** The calls of a run that are counted, oldest first, once there are so many. */
  calls(runId: string, count: number): Promise<(typeof llmCalls.$inferSelect)[]>;
  run(id: string): ReturnType<typeof findRun>;
  close(): Promise<void>;
}

export async function gatewayPlace(): Promise<GatewayPlace> {
  const product = await testPlatform();
  const owner = await product.person("owner");
  const { orm } = product.platform.database;
  let answer: Answer = (_, response) => response.end("{}");
  const provider = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    await answer(Object.assign(request, { body: Buffer.concat(chunks).toString() }), response);
  });
  const providerUrl = await listen(provider);
  for (const name of ["anthropic", "openai", "openrouter", "custom"] as const) await provide(name);
  const routes = llmRoutes(product.platform);
  routes.onError((error) => errorResponse(error));
  const gateway = createServer(getRequestListener(routes.fetch, { overrideGlobalObjects: false }));
  const gatewayUrl = await listen(gateway);

  async function provide(name: ProviderName): Promise<void> {
    const id = newId();
    const sealedKey = sealKey(product.platform.masterKey, id, `real-key-of-${name}`);
    await writeProvider(orm, { id, name, baseUrl: `${providerUrl}/v1`, models: ["scripted"], sealedKey });
  }
  const end = (server: Server) => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return {
    product,
    owner,
    url: gatewayUrl,
    answerWith(given) {
      answer = given;
    },
    post: (token, path, body, signal) =>
      fetch(`${gatewayUrl}/api/llm/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: signal ?? null,
      }),
    async calls(runId, count) {
      for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
        const rows = await orm
          .select()
          .from(llmCalls)
          .where(eq(llmCalls.runId, runId))
          .orderBy(llmCalls.createdAt);
        if (rows.length >= count) return rows;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`There never were ${count} calls of the run.`);
    },
    run: (id) => findRun(orm, id),
    async close() {
      await end(gateway);
      await end(provider);
      await orm.delete(llmProviders);
      await product.drop();
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Server-sent events as providers write them. */
export const eventStream = (events: readonly unknown[]): string =>
  events.map((data) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`).join("");
