import { readFile } from "node:fs/promises";
import type { Lockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { expect, test } from "#e2e/fixtures/test.ts";
import { documentedLines, inputFor } from "#lib/http/fixtures/documented-request.ts";
import { newId } from "#lib/kernel/ids.ts";
import { type ActionName, actionRow, actions } from "#lib/protection/actions.ts";

test.setTimeout(240_000);

const commands = documentedLines().filter(({ operation }) => operation.operationId in actions);

/** By what name Next takes a post for this function of `app/actions.ts`: the build says it. */
async function actionId(name: string): Promise<string> {
  const manifest = JSON.parse(await readFile(".next/server/server-reference-manifest.json", "utf8"));
  for (const [id, action] of Object.entries<Record<string, unknown>>(manifest.node))
    if (action.exportedName === name) return id;
  throw new Error(`The build has no server action ${name}.`);
}

/** Ids that stand for nothing, under the names that commands give them. */
const nothing = new Proxy<Record<string, string>>(
  { permissionId: "per_1", questionId: "que_1", version: "1", id: "custom", command: "project.stop" },
  {
    has: (known, name) => name in known || /Id$/.test(String(name)),
    get: (known, name) => known[String(name)] ?? (/Id$/.test(String(name)) ? newId() : undefined),
  },
);

interface Answered {
  status: number;
  text: string;
}

/** Posts every command to the action, as a page would, and gives what each was answered. */
async function callAll(
  { url }: Lockkeeper,
  headers: Record<string, string>,
  world: Record<string, string>,
): Promise<Map<string, Answered>> {
  const id = await actionId("runCommand");
  const answers = new Map<string, Answered>();
  for (const line of commands) {
    const name = line.operation.operationId;
    const request = { name, input: inputFor(line, world), idempotencyKey: newId(), reason: "because" };
    // A page that holds the action and is open to everybody.
    const response = await fetch(`${url}/setup`, {
      method: "POST",
      redirect: "manual",
      headers: {
        accept: "text/x-component",
        "content-type": "text/plain;charset=UTF-8",
        "next-action": id,
        ...headers,
      },
      body: JSON.stringify([request]),
    });
    answers.set(name, { status: response.status, text: await response.text() });
  }
  return answers;
}

const happened = /"outcome":"(done|accepted|held)"/;

test("a server action is a public address: nobody, a foreign page and one that hides where it is from do nothing", async ({
  lockkeeper,
  owner,
  ownerSession,
}) => {
  const cookie = (await owner.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  expect(ownerSession.key).toMatch(/^lk_/);
  const { url } = lockkeeper;
  const walkers: [who: string, headers: Record<string, string>, refusal: RegExp][] = [
    ["nobody", { origin: url }, /"UNAUTHORIZED"/],
    ["nobody, as a subrequest", { origin: url, "x-middleware-subrequest": "middleware" }, /"UNAUTHORIZED"/],
    ["a key, which is for other doors", { origin: url, "x-api-key": ownerSession.key }, /"UNAUTHORIZED"/],
    ["the owner's cookie without an origin", { cookie }, /"FORBIDDEN"/],
    ["the owner's cookie from nowhere", { cookie, origin: "null" }, /./],
    ["the owner's cookie from a foreign page", { cookie, origin: "https://evil.test" }, /./],
  ];
  for (const [who, headers, refusal] of walkers) {
    for (const [name, { text }] of await callAll(lockkeeper, headers, nothing)) {
      expect(text, `${name} as ${who}`).not.toMatch(happened);
      expect(text, `${name} as ${who}`).toMatch(refusal);
    }
  }
});

test("a member is answered the same for somebody's project as for none, and only an admin's hand reaches the rest", async ({
  lockkeeper,
  ownerSession,
  browser,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, {
    name: "Mooring",
    source: { type: "empty" },
  });
  const link = await signInLink(
    lockkeeper,
    "--email",
    "mia@example.org",
    "--role",
    "member",
    "--name",
    "Mia",
  );
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/projects/);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await context.close();

  const headers = { cookie, origin: lockkeeper.url };
  const there = new Proxy(nothing, {
    get: (known, name) => (name === "projectId" ? projectId : Reflect.get(known, name)),
  });
  const missing = await callAll(lockkeeper, headers, nothing);
  const found = await callAll(lockkeeper, headers, there);
  // What was denied stands on record, each under an id of its own.
  const ownIds = /"requestId":"[^"]*"|(?<="operation":\{)"id":"[^"]*"/g;
  const inner = (text = "") => text.replace(ownIds, "").match(/\{"outcome".*/)?.[0];
  for (const { operation } of commands) {
    const name = operation.operationId as ActionName;
    const answer = found.get(name)?.text;
    const isForAnybody = actionRow(name).access === "none" && ["any", "person"].includes(actionRow(name).who);
    if (isForAnybody) continue;
    expect(answer, name).not.toMatch(happened);
    expect(answer, name).toMatch(/"(NOT_FOUND|FORBIDDEN|VALIDATION_ERROR|CONFLICT)"/);
    expect(inner(answer), name).toContain("outcome");
    expect(inner(answer), name).toBe(inner(missing.get(name)?.text));
  }
});
