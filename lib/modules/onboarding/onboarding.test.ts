import { afterAll, beforeAll, expect, test } from "vitest";
import { byKey, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { memberOf } from "#lib/http/fixtures/test-world.ts";
import { OnboardingView } from "#lib/modules/onboarding/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let door: TestDoor;
let owner: Actor;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
});
afterAll(() => door?.drop());

const read = async (actor: Actor) =>
  OnboardingView.parse(await (await door.call("/api/v1/onboarding", byKey(await door.keyOf(actor)))).json());
const patch = async (actor: Actor, body: object) => {
  const headers = { "content-type": "application/json" };
  const init = byKey(await door.keyOf(actor));
  return door.call("/api/v1/onboarding", {
    method: "PATCH",
    body: JSON.stringify(body),
    headers: { ...init.headers, ...headers },
  });
};
const doneOf = ({ steps }: OnboardingView) => steps.filter(({ isDone }) => isDone).map(({ step }) => step);

test("who looks after the installation begins with its model, a member with a project", async () => {
  expect((await read(owner)).steps.map(({ step }) => step)).toEqual([
    "model",
    "project",
    "card",
    "team",
    "passkey",
  ]);
  const member = await door.spine.person("member");
  expect(await read(member)).toEqual({
    steps: ["project", "card", "passkey"].map((step) => ({ step, isDone: false, isKept: false })),
    isEnded: false,
  });
});

test("steps tick by themselves, and one that was kept stays done when its reason goes", async () => {
  const { id: projectId } = await door.makeProject(owner);
  const member = await memberOf(door, projectId, "write");
  expect((await read(member)).steps[0]).toEqual({ step: "project", isDone: true, isKept: false });
  expect((await patch(member, { done: ["project"] })).status).toBe(200);
  expect((await read(member)).steps[0]).toEqual({ step: "project", isDone: true, isKept: true });
  expect((await door.spine.run("member.remove", { projectId, personId: member.id }, owner)).outcome).toBe(
    "done",
  );
  expect(doneOf(await read(member))).toEqual(["project"]);
});

test("a reader is not asked to run a card, and the team is there once a second person is", async () => {
  const { id: projectId } = await door.makeProject(owner);
  const reader = await memberOf(door, projectId, "read");
  expect((await read(reader)).steps.map(({ step }) => step)).toEqual(["project", "passkey"]);
  expect(doneOf(await read(owner))).toContain("team");
});

test("put away, it stays away, however often and from wherever that is said; another person has their own", async () => {
  const member = await door.spine.person("member");
  const answers = await Promise.all([patch(member, { isEnded: true }), patch(member, { isEnded: true })]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect((await patch(member, { done: ["card"] })).status).toBe(200);
  expect(await read(member)).toMatchObject({ isEnded: true });
  expect((await read(await door.spine.person("member"))).isEnded).toBe(false);
});

test("is over for good once everything is done, and cannot be begun again", async () => {
  const member = await door.spine.person("member");
  expect((await patch(member, { done: ["project", "card", "passkey"] })).status).toBe(200);
  expect((await read(member)).isEnded).toBe(true);
  expect((await patch(member, { isEnded: false })).status).toBe(400);
  expect((await patch(member, {})).status).toBe(400);
});

test("going on with it is no news among the operations", async () => {
  const member = await door.spine.person("member");
  expect((await patch(member, { done: ["card"] })).status).toBe(200);
  const page = await door.call("/api/operations", byKey(await door.keyOf(member)));
  expect((await page.json()).items).toEqual([]);
});
