import { afterAll, beforeAll, expect, test } from "vitest";
import { byKey, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { memberOf } from "#lib/http/fixtures/test-world.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/** What is done about people, members and invitations, as those hear of it whom it does and does not concern. */

let door: TestDoor;
let owner: Actor;
let projectId: string;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner", "Olga");
  ({ id: projectId } = await door.makeProject(owner));
});
afterAll(() => door?.drop());

/** Everything that somebody hears from now on, until an event of their own comes by. */
async function listen(actor: Actor) {
  const key = await door.keyOf(actor);
  const answer = await door.call("/api/events", byKey(key));
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  const until = async (text: string) => {
    while (!heard.includes(text)) {
      const next = await reader?.read();
      if (!next || next.done) throw new Error(`The stream ended before ${text}: ${heard}`);
      heard += next.value;
    }
    return heard;
  };
  await until("event: ready");
  return { until, close: () => reader?.cancel() };
}

test("a stranger hears nothing of people, members and invitations; a reader of the members alone; an admin of all", async () => {
  const [stranger, reader] = [await door.spine.person("member"), await memberOf(door, projectId)];
  const ears = { stranger: await listen(stranger), reader: await listen(reader), admin: await listen(owner) };
  const subject = await door.spine.person("member", "Sue");
  const done = async (name: string, input: object) => {
    const answer = await door.spine.run(name, input, owner);
    if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
    return answer.result as { id?: string };
  };
  await done("member.add", { projectId, personId: subject.id, access: "read" });
  const { id: invitationId = "" } = await done("invitation.create", {});
  await done("person.disable", { personId: subject.id });
  // Their own, and after all of that.
  for (const actor of [stranger, reader, owner])
    await door.spine.run("onboarding.update", { done: [] }, actor);
  const heard = {
    stranger: await ears.stranger.until("onboarding.changed"),
    reader: await ears.reader.until("onboarding.changed"),
    admin: await ears.admin.until(`person.changed`),
  };
  for (const id of [subject.id, invitationId, projectId]) expect(heard.stranger).not.toContain(id);
  expect(heard.reader).toContain("project.access_changed");
  for (const text of [invitationId, "person.changed", "invitation.created"])
    expect(heard.reader).not.toContain(text);
  for (const id of [subject.id, invitationId]) expect(heard.admin).toContain(id);
  for (const { close } of Object.values(ears)) await close();
});
