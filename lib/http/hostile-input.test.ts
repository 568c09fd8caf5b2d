import { afterAll, beforeAll, expect, test } from "vitest";
import { type Verb, verbByName } from "#lib/commands.ts";
import {
  bodyForms,
  documentedLines,
  type Line,
  parametersOf,
} from "#lib/http/fixtures/documented-request.ts";
import { byKey, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";

let door: TestDoor;
let key: string;
let known: Record<string, string>;

beforeAll(async () => {
  door = await testDoor();
  const owner = await door.spine.person("owner");
  key = await door.keyOf(owner);
  const project = await door.makeProject(owner);
  known = { projectId: project.id, workspaceId: project.workspaceId };
});
afterAll(() => door?.drop());

const hostile: [name: string, value: unknown][] = [
  ["NUL", "a\u0000b"],
  ["a lone surrogate", "a\ud800b"],
  ["right to left", "\u202egnp.exe"],
  ["emoji", "👩‍👩‍👧‍👦".repeat(200)],
  ["up", "../../../../etc/passwd"],
  ["an option", "--upload-pack=touch /tmp/x"],
  ["a command", "$(reboot); `reboot` | reboot"],
  ["markup", "<img src=x onerror=alert(1)>"],
  ["SQL", "'; drop table users; --"],
  ["long", "x".repeat(100_000)],
  ["a huge number", 1e308],
  ["a negative number", -1],
  ["null", null],
  ["a list", ["a", { b: 1 }]],
  ["a prototype", JSON.parse('{"__proto__":{"isAdmin":true},"constructor":1}')],
];

/** The names of all fields of a verb, in whichever form of its input. */
const fieldsOf = (line: Line): string[] => [
  ...new Set([
    ...parametersOf(line, "path").map(({ name }) => name),
    ...parametersOf(line, "query").map(({ name }) => name),
    ...bodyForms(line).flatMap(({ properties = {} }) => Object.keys(properties)),
  ]),
];

const lineOf = new Map(documentedLines().map((line) => [line.operation.operationId, line]));

async function ask(verb: Verb, given: Record<string, unknown>): Promise<Response> {
  const [method = "GET", path = ""] = verb.http.split(" ");
  const address = path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(given[name] ?? "x").toWellFormed()),
  );
  if (method !== "GET") {
    return door.call(address, { ...byKey(key), method, body: JSON.stringify(given) });
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given))
    if (!path.includes(`:${name}`)) query.set(name, String(value));
  return door.call(`${address}?${query}`.slice(0, 100_000), byKey(key));
}

test.each(hostile)(
  "%s in any field of any verb is refused or taken literally, never a failure",
  async (_, value) => {
    const failures: string[] = [];
    for (const verb of verbByName.values()) {
      if (verb.kind === "stream") continue;
      const line = lineOf.get(verb.name);
      const fields = line ? fieldsOf(line) : [];
      const all = Object.fromEntries(fields.map((field) => [field, value]));
      const inputs = [all, { ...all, ...known }, ...fields.map((field) => ({ ...known, [field]: value }))];
      for (const input of [...inputs, { reason: value, ...known }]) {
        const response = await ask(verb, input);
        if (response.status === 500)
          failures.push(`${verb.http} ${Object.keys(input)} ${await response.text()}`);
        else await response.body?.cancel();
      }
    }
    expect(failures).toEqual([]);
  },
);

test.each([
  ["deep lists", `{"name":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`],
  ["deep objects", `{"source":${'{"a":'.repeat(300_000)}1${"}".repeat(300_000)}}`],
  ["a list", "[1]"],
  ["a text", '"{}"'],
  ["no JSON", "\u0000"],
  ["half a body", '{"name":"x'],
  ["a prototype", '{"__proto__":{"name":"x"},"constructor":{"prototype":{"name":"x"}}}'],
])("a body of %s is refused with a sentence", async (_, body) => {
  for (const verb of verbByName.values()) {
    const [method = "GET", path = ""] = verb.http.split(" ");
    if (method === "GET" || verb.kind === "stream") continue;
    const address = path.replace(/:(\w+)/g, (_, name: string) => known[name] ?? "x");
    const response = await door.call(address, { ...byKey(key), method, body });
    expect(response.status, verb.http).not.toBe(500);
    await response.body?.cancel();
  }
});

test("a body over 6 MiB is cut off, also where its length is not announced", async () => {
  const chunk = new TextEncoder().encode("x".repeat(1024 * 1024));
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(chunk);
    },
  });
  const init: RequestInit & { duplex: "half" } = { ...byKey(key), method: "POST", body, duplex: "half" };
  const response = await door.call("/api/projects", init);
  expect(response.status).toBe(413);
  expect(sent).toBeLessThan(12);
});
