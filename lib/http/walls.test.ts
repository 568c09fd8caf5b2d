/**
 * The walk: every line of the door, as everybody who should not get through it. Who is let in follows from the
 * catalogue and the description alone, so a new verb is in it by itself.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  documentedLines,
  type Line,
  namedThings,
  type PlainRequest,
  requestFor,
} from "#lib/http/fixtures/documented-request.ts";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { makeWorld, nowhere, projectFields, type World } from "#lib/http/fixtures/test-world.ts";
import { bearer, blind, foreign, makeWalkers, unknown, type Walkers } from "#lib/http/fixtures/walkers.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { type ActionName, type ActionRow, actionRow, actions } from "#lib/protection/actions.ts";

let door: TestDoor;
let owner: Actor;
let world: World;
let walkers: Walkers;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
  world = await makeWorld(door, owner);
  walkers = await makeWalkers(door, owner, world);
});
afterAll(() => door?.drop());

const lines = documentedLines();
const guarded = lines.filter(({ operation }) => operation.security?.length !== 0);
const isRead = ({ method }: Line) => method === "GET";

interface Answer {
  status: number;
  text: string;
  headers: Record<string, string>;
}

async function ask({ path, init }: PlainRequest, credentials: Record<string, string>): Promise<Answer> {
  const headers = { ...Object.fromEntries(new Headers(init.headers)), ...credentials };
  const response = await door.call(path, { ...init, headers });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = isStream ? "" : await response.text();
  if (isStream) await response.body?.cancel();
  const known = Object.fromEntries(response.headers);
  delete known["x-request-id"];
  return { status: response.status, text, headers: known };
}

/** Walks `through` as one, and gives what went otherwise than `expected` says, line by line. */
async function walk(
  name: string,
  through: readonly Line[],
  check: (answer: Answer, line: Line, request: PlainRequest) => string | null | Promise<string | null>,
): Promise<string[]> {
  const credentials = walkers.get(name) ?? {};
  const faults: string[] = [];
  for (const line of through) {
    const request = requestFor(line, world);
    const answer = await ask(request, credentials);
    const fault = answer.status === 500 ? "fails" : await check(answer, line, request);
    if (fault)
      faults.push(`${line.operation.operationId}: ${fault}; ${answer.status} ${answer.text.slice(0, 200)}`);
  }
  return faults;
}

/** Refused for who asks; or for how things stand, in the words that the owner is answered as well. */
async function faultOfRefusal(answer: Answer, request: PlainRequest): Promise<string | null> {
  const { status, text } = answer;
  if (status === 403 && text.includes("FORBIDDEN")) return null;
  if (![400, 404, 409].includes(status)) return "is open";
  const toOwner = await ask(request, bearer(await door.keyOf(owner)));
  return toOwner.text === text ? null : `is refused otherwise than the owner: ${toOwner.text}`;
}

/** Another's thing and one that is nowhere are answered alike, down to the last byte. */
async function faultOfHiding(answer: Answer, line: Line, name: string): Promise<string | null> {
  const missing = await ask(requestFor(line, nowhere(world)), walkers.get(name) ?? {});
  if (JSON.stringify(missing) !== JSON.stringify(answer)) return `tells it apart from ${missing.text}`;
  const isFilter = isRead(line) && !line.template.includes("{");
  if (isFilter) return answer.status === 200 ? null : "refuses a filter";
  return [404, 403].includes(answer.status) ? null : "is open";
}

/** Of a verb that answers at a second address too, its own. */
const rowOf = ({ operation }: Line): ActionRow | null => {
  const name = operation.operationId.replace(/\.also$/, "");
  return name in actions ? actionRow(name as ActionName) : null;
};
const isOfRun = ({ operation }: Line) => operation["x-who"] === "run";
const isForAdmins = (line: Line) => ["admin", "owner"].includes(line.operation["x-who"]);
/** What belongs to one person alone, or to who administers a project. */
const namesOwn = (line: Line) =>
  namedThings(line, ["keyId", "sessionId", "passkeyId", "userId", "invitationId"]).length > 0;
const namesProject = (line: Line) =>
  namedThings(
    line,
    projectFields.filter((field) => field !== "invitationId"),
  ).length > 0;
/** Another protocol, with walls and tests of its own; behind it stand the same verbs. */
const isOtherDoor = (line: Line) => line.operation["x-kind"] === "other" && !isRead(line) && !isOfRun(line);

describe.each(unknown)("%s", (name) => {
  test("is answered 401 at every line that is not for everybody", async () => {
    const faults = await walk(name, guarded, ({ status, text }) =>
      status === 401 && text.includes("UNAUTHORIZED") ? null : "is open",
    );
    expect(faults).toEqual([]);
    expect(guarded.length).toBeGreaterThan(70);
  });
});

describe.each(foreign)("%s", (name) => {
  test("changes nothing, and may not read what it asked for", async () => {
    const faults = await walk(name, guarded, ({ status, text, headers }, line) => {
      if (Object.keys(headers).some((header) => header.startsWith("access-control-")))
        return "lets pages read";
      if (isRead(line)) return null;
      if (isOfRun(line)) return status === 401 ? null : "is open";
      return status === 403 && text.includes("FORBIDDEN") ? null : "is open";
    });
    expect(faults).toEqual([]);
  });
});

describe.each(blind)("%s", (name) => {
  test("is answered the same bytes for what it may not see as for what is not there", async () => {
    const hidden = guarded.filter((line) => namesProject(line) || namesOwn(line));
    const faults = await walk(name, hidden, (answer, line) => faultOfHiding(answer, line, name));
    expect(faults).toEqual([]);
  });

  test("finds nothing of it in any list, and asks nothing of the installation's admins", async () => {
    const ids = projectFields.map((field) => world[field] ?? "").filter((id) => id !== "");
    const others = guarded.filter((line) => !namesProject(line) && !isOtherDoor(line));
    const faults = await walk(name, others, (answer, line, request) => {
      if (ids.some((id) => answer.text.includes(id))) return "tells of the project";
      if (isOfRun(line)) return answer.status === 401 ? null : "is open";
      return isForAdmins(line) ? faultOfRefusal(answer, request) : null;
    });
    expect(faults).toEqual([]);
  });
});

describe.each(["a reader", "a service that may read"])("%s", (name) => {
  test("reads, and is refused whatever changes something", async () => {
    const inside = guarded.filter((line) => !isOtherDoor(line));
    const faults = await walk(name, inside, (answer, line, request) => {
      const { status } = answer;
      if (isOfRun(line)) return status === 401 ? null : "is open";
      if (isRead(line)) {
        if (isForAdmins(line))
          return (status === 403) === (name === "a reader") ? null : "wrong for its role";
        return [401, 403, 404].includes(status) ? "is closed to who may read" : null;
      }
      if (name === "a reader" && namesOwn(line)) return faultOfHiding(answer, line, name);
      const row = rowOf(line);
      // Anybody who is signed in may ask for what is of nobody else's; a key that only reads may not.
      if (
        name === "a reader" &&
        row?.access === "none" &&
        row.who !== "admin" &&
        row.who !== "owner" &&
        !namesProject(line) &&
        !namesOwn(line)
      )
        return status < 500 ? null : "fails";
      return faultOfRefusal(answer, request);
    });
    expect(faults).toEqual([]);
  });
});

describe.each(["a writer", "an admin of the project"])("%s", (name) => {
  test("is refused what is for the admins of the installation, and a writer what is for the project's", async () => {
    const above = guarded.filter((line) => {
      const isProjects = rowOf(line)?.access === "admin" && namesProject(line);
      return !isOtherDoor(line) && (isForAdmins(line) || (name === "a writer" && isProjects));
    });
    const faults = await walk(name, above, (answer, _line, request) =>
      answer.status === 200 && request.init.method === "GET" ? "is open" : faultOfRefusal(answer, request),
    );
    expect(faults).toEqual([]);
    expect(above.length).toBeGreaterThan(15);
  });
});

test("an admin of the installation reads everything there is, and is refused what is for owners alone", async () => {
  const name = "an admin of the installation";
  const isOwners = ({ operation }: Line) => operation["x-who"] === "owner";
  const reads = guarded.filter(
    (line) => isRead(line) && !isOtherDoor(line) && !isOfRun(line) && !isOwners(line),
  );
  const open = await walk(name, reads, ({ status }) =>
    [401, 403, 404].includes(status) ? "is closed to an admin" : null,
  );
  expect(open).toEqual([]);
  const ownersOnly = guarded.filter(isOwners);
  const faults = await walk(name, ownersOnly, (answer, _line, request) => faultOfRefusal(answer, request));
  expect(faults).toEqual([]);
  expect(ownersOnly.length).toBeGreaterThan(1);
});

test("an agent of the project asks, and above LOW nothing it sends makes anything happen", async () => {
  const faults: string[] = [];
  for (const line of guarded.filter(({ operation }) => operation["x-kind"] === "command")) {
    // Each in a project of its own: some of it goes through.
    const own = await makeWorld(door, owner);
    const key = await door.keyOf(owner, {
      kind: "agent",
      scopes: ["read", "write"],
      projectId: own.projectId,
    });
    const { status, text } = await ask(requestFor(line, own), bearer(key));
    const row = rowOf(line);
    const fault = faultOfAgent(row, status, text);
    if (fault) faults.push(`${line.operation.operationId}: ${fault}; ${status} ${text.slice(0, 200)}`);
  }
  expect(faults).toEqual([]);
}, 120_000);

function faultOfAgent(row: ActionRow | null, status: number, text: string): string | null {
  if (status === 401 || status >= 500) return status === 503 || status === 502 ? null : "fails";
  if (row?.who !== "any") return status >= 400 ? null : "lets an agent do what is for people";
  if (status >= 400) return null;
  const { operation, confirm } = JSON.parse(text) as { operation?: { state?: string }; confirm?: unknown };
  if (confirm) return "hands an agent a token";
  if (isAtLeast(row.level, "MEDIUM") && operation?.state !== "held") return "runs without a person";
  return null;
}

test("nothing of the project has changed after all these walks", async () => {
  const { sql } = door.spine.platform.database;
  const [row] = await sql`
    select p.status, p.name, w.desired_state, t.status as task, t.title, r.state, x.name as terminal,
      (select count(*)::int from operations o where o.project_id = p.id and o.state <> 'denied') as operations,
      (select state from operations o where o.id = ${world.operationId ?? ""}) as asked,
      (select revoked_at from api_keys k where k.id = ${world.keyId ?? ""}) as revoked
    from projects p join workspaces w on w.project_id = p.id join tasks t on t.project_id = p.id
      join runs r on r.task_id = t.id join terminals x on x.workspace_id = w.id
    where p.id = ${world.projectId ?? ""}`;
  expect(row).toEqual({
    status: "stopped",
    name: "Shop",
    desired_state: "stopped",
    task: "human_review",
    title: "Paint the wall",
    state: "finished",
    terminal: "main",
    operations: 1,
    asked: "held",
    revoked: null,
  });
});
