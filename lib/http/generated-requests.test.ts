/**
 * Requests made from the description itself, right ones and wrong ones, against a server that listens and a workspace
 * that runs. GENERATED_RUNS says how many for each line, GENERATED_SEED repeats what failed.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { getRequestListener } from "@hono/node-server";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { workspaces } from "#drizzle/schema/projects.ts";
import type { JsonSchema } from "#lib/http/docs/json-schema.ts";
import {
  answerSchema,
  documentedLines,
  type Line,
  type PlainRequest,
  requestFor,
} from "#lib/http/fixtures/documented-request.ts";
import { brokenRequests, validRequests } from "#lib/http/fixtures/generated-request.ts";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { makeWorld, type World } from "#lib/http/fixtures/test-world.ts";
import { openApiDocument } from "#lib/http/open-api.ts";
import { newAccessToken, openAccessToken } from "#lib/modules/workspaces/access-token.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { startUpload } from "#lib/providers/workspaced/uploads.ts";
import { startTestWorkspace, type TestWorkspace } from "#workspaced/test-workspace.ts";

const numRuns = Number(process.env.GENERATED_RUNS ?? 8);
const seed = process.env.GENERATED_SEED ? { seed: Number(process.env.GENERATED_SEED) } : {};

let door: TestDoor;
let owner: Actor;
let key: string;
let world: World;
let workspace: TestWorkspace;
let server: Server;
let url: string;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
  key = await door.keyOf(owner);
  world = await makeWorld(door, owner);
  await startWorkspace();
  server = createServer(getRequestListener(door.app.fetch, { overrideGlobalObjects: false }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await workspace?.close();
  await door?.drop();
});

/** The world's workspace runs, with a repository and a file in it. */
async function startWorkspace(): Promise<void> {
  const { masterKey, database } = door.spine.platform;
  const id = world.workspaceId ?? "";
  const accessToken = newAccessToken(masterKey, id);
  workspace = await startTestWorkspace({ token: openAccessToken(masterKey, { id, accessToken }) });
  const running = { desiredState: "running", observedState: "running" } as const;
  await database.orm
    .update(workspaces)
    .set({ ...running, accessToken, address: workspace.address.baseUrl })
    .where(eq(workspaces.id, id));
  const written = await door.spine.run(
    "files.write",
    { workspaceId: id, path: "a.txt", content: "one\n", isNew: true },
    owner,
  );
  expect(written.outcome).toBe("done");
  const started = await startUpload(workspace.address, { root: "workspace", path: "up.bin" });
  world = { ...world, uploadId: started.uploadId };
  const git = (...args: string[]) => runGit("git", args, { cwd: workspace.folder });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  const author = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  await git(...author, "commit", "--quiet", "--message", "One");
}

const runGit = promisify(execFile);

const ajv = new Ajv2020({ allErrors: false, strict: true, strictTypes: false, strictRequired: false });
addFormats.default(ajv);
ajv.addSchema({ $id: "door", $defs: exact(openApiDocument().components.schemas) });

/** The same schemas with nothing allowed beside what they name, and references that find their way. */
function exact<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(exact) as Value;
  if (value === null || typeof value !== "object") return value;
  const copied = Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === "$ref" ? String(part).replace("#/components/schemas/", "door#/$defs/") : exact(part),
    ]),
  );
  const isObject = copied.type === "object" && "properties" in copied && !("additionalProperties" in copied);
  return (isObject ? { ...copied, additionalProperties: false } : copied) as Value;
}

/** What is wrong with a JSON answer by the description's schema for its status; null where nothing is. */
function faultOfBody(schema: JsonSchema, body: unknown): string | null {
  const validate = ajv.compile(exact(schema));
  return validate(body) ? null : ajv.errorsText(validate.errors, { dataVar: "answer" });
}

interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

async function send({ path, init }: PlainRequest): Promise<Answer> {
  const gone = new AbortController();
  const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${key}` };
  const response = await fetch(url + path, { ...init, headers, signal: gone.signal });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = isStream ? "" : await response.text();
  if (isStream) gone.abort();
  return { status: response.status, headers: response.headers, text };
}

/** What no answer may be: a failure inside, a status that is not described, a body that is not as described. */
function faultOf(line: Line, { status, headers, text }: Answer): string | null {
  if (status === 500) return "failed inside";
  if (!headers.get("x-request-id")) return "has no request id";
  const promised = line.operation.responses[status];
  if (!promised) return `answers ${status}, of which the description says nothing`;
  if (status === 200 && line.operation["x-kind"] === "query" && !headers.get("etag")) return "has no ETag";
  const schema = answerSchema(line, status);
  if (!schema || !headers.get("content-type")?.startsWith("application/json")) return null;
  return faultOfBody(schema, JSON.parse(text));
}

/** Of these the sender is not this test's: agents of runs, and people who do not exist yet. */
const lines = documentedLines().filter(
  ({ operation }) => operation["x-who"] !== "run" && operation.tags[0] !== "mcp",
);
const named = lines.map((line) => ({ name: `${line.method} ${line.template}`, line }));

/** What they ask about is not there in this world: a file in conflict, the shell of a terminal, a model provider. */
const findsNothing: ReadonlyMap<string, number> = new Map([
  ["git.conflict", 404],
  ["terminal.locate", 404],
  ["provider.list-models", 409],
]);

// First of all: what follows changes things.
test("every query that is asked plainly is answered 200, with exactly what its description promises", async () => {
  const faults: string[] = [];
  for (const line of lines.filter(({ operation }) => operation["x-kind"] === "query")) {
    const answer = await send(requestFor(line, world));
    const isExpected = answer.status === (findsNothing.get(line.operation.operationId) ?? 200);
    const fault = isExpected ? faultOf(line, answer) : "is refused";
    if (fault)
      faults.push(`${line.operation.operationId}: ${fault}; ${answer.status} ${answer.text.slice(0, 300)}`);
  }
  expect(faults).toEqual([]);
});

describe.each(named)("$name", ({ line }) => {
  test("takes what its description allows, and answers as it says", async () => {
    await fc.assert(
      fc.asyncProperty(validRequests(line, world), async (request) => {
        const answer = await send(request);
        expect(
          faultOf(line, answer),
          `${request.path} ${request.init.body} ${answer.status} ${answer.text}`,
        ).toBeNull();
      }),
      { numRuns, ...seed },
    );
  });
});

describe.each(named.filter(({ line }) => brokenRequests(line, {}) !== null))("$name", ({ line }) => {
  test("refuses what its description forbids, and names the field", async () => {
    const requests = brokenRequests(line, world);
    if (!requests) return;
    await fc.assert(
      fc.asyncProperty(requests, async ({ field, ...request }) => {
        const answer = await send(request);
        const told = `${field}: ${request.path} ${request.init.body} ${answer.status} ${answer.text}`;
        expect(faultOf(line, answer), told).toBeNull();
        expect([400, 404, 429], told).toContain(answer.status);
        if (answer.status === 400) expect(fieldsNamed(answer.text), told).toContain(field);
      }),
      { numRuns, ...seed },
    );
  });
});

const Refused = z.object({
  error: z.object({
    details: z.object({ field: z.string(), issues: z.array(z.object({ field: z.string() })).default([]) }),
  }),
});

/** The fields that a refusal names, by the part before the first dot. */
function fieldsNamed(text: string): string[] {
  const { field, issues } = Refused.parse(JSON.parse(text)).error.details;
  return [field, ...issues.map((issue) => issue.field)].map((name) => name.split(".", 1)[0] ?? name);
}
