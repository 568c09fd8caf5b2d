import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { findEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { findPlace, removePlace } from "#lib/platform/db/embedded-place.ts";
import { findPostmaster } from "#lib/platform/db/embedded-postmaster.ts";
import { first200, freePort, launch, type Started } from "./processes.ts";

const repository = resolve(import.meta.dirname, "..");

export interface Running extends Started {
  baseUrl: string;
  /** From the start of the process to the first 200 of a page. */
  readyMs: number;
  databaseUrl: string;
  postmasterPid: number;
}

/** The built product with a home of its own and an owner; started as often as wanted. */
export interface Product {
  key: string;
  home: string;
  /** Further variables go over those of a bench. */
  start(variables?: Record<string, string>): Promise<Running>;
  remove(): Promise<void>;
}

const SetupAnswer = z.object({ key: z.string() });

/** Makes the home, starts the product in it once, and completes the setup. */
export async function prepareProduct(): Promise<Product> {
  const home = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  const setupToken = randomBytes(24).toString("hex");
  const start = (page: string, variables = {}) => startProduct(home, setupToken, { page, variables });
  const running = await start("/health");
  const owner = { token: setupToken, name: "Bench", email: "bench@example.org" };
  const response = await fetch(`${running.baseUrl}/api/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(owner),
    signal: AbortSignal.timeout(15_000),
  });
  const { key } = SetupAnswer.parse(await response.json());
  await running.stop();
  return {
    key,
    home,
    start: (variables) => start("/sign-in", variables),
    async remove() {
      await removePlace(home);
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function startProduct(
  home: string,
  setupToken: string,
  { page, variables }: { page: string; variables: Record<string, string> },
): Promise<Running> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const sinceMs = performance.now();
  const started = launch(["--import", "./scripts/compile-cache.mjs", "server.ts"], {
    cwd: repository,
    env: {
      NODE_ENV: "production",
      PORT: String(port),
      HOST: "127.0.0.1",
      ROLE: "all",
      LOG_LEVEL: "error",
      LOCKKEEPER_HOME: home,
      LOCKKEEPER_SETUP_TOKEN: setupToken,
      LOCKKEEPER_URL: undefined,
      DATABASE_URL: undefined,
      // What is measured is the product, not how it holds back one who asks without end.
      LOCKKEEPER_REQUESTS_PER_MINUTE: "0",
      LOCKKEEPER_STRANGER_REQUESTS_PER_MINUTE: "0",
      LOCKKEEPER_STREAMS_MAX: "0",
      ...variables,
    },
  });
  try {
    const readyMs = await first200(`${baseUrl}${page}`, sinceMs);
    const place = await findPlace(home);
    const postmaster = place && (await findPostmaster(place));
    const databaseUrl = await findEmbeddedPostgres(home);
    if (!postmaster || !databaseUrl) throw new Error("The product runs without its embedded PostgreSQL.");
    return { ...started, baseUrl, readyMs, databaseUrl, postmasterPid: postmaster.pid };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

const Json = z.record(z.string(), z.unknown());

/** One request with the owner's key; throws what the product answered when it is no success. */
export async function ask(
  { baseUrl }: Pick<Running, "baseUrl">,
  key: string,
  line: `${"GET" | "POST" | "PUT"} ${string}`,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const [method, path] = line.split(" ");
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = Json.parse(await response.json());
  if (!response.ok) throw new Error(`${line} was answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}
