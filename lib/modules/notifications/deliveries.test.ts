import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deliveries } from "#drizzle/schema/notifications.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { deliverNext } from "#lib/modules/notifications/deliver.ts";
import { type Receiver, startReceiver } from "#lib/modules/notifications/fixtures/receiver.ts";
import { listChannels } from "#lib/modules/notifications/list-channels.ts";
import { SavedChannel } from "#lib/modules/notifications/schema.ts";
import { type TestNotices, testNotices } from "#lib/modules/notifications/testing.ts";
import { runQuery } from "#lib/operations/query.ts";
import { startMailServer } from "#lib/providers/channels/fixtures/mail-server.ts";
import { startDeliveries } from "#lib/worker/deliver-notices.ts";
import { startTeller } from "#lib/worker/tell-people.ts";

let told: TestNotices;
let receiver: Receiver;
beforeEach(async () => {
  told = await testNotices();
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  await told?.drop();
});

const never = new AbortController().signal;
const deliver = () => deliverNext(told.platform, never);
const rows = () => told.platform.database.orm.select().from(deliveries).orderBy(deliveries.id);
/** Lets the wait for the next attempt be over. */
const age = () =>
  told.platform.database.orm.execute(
    sql`update deliveries set next_attempt_at = now() - interval '1 second'`,
  );

async function addChannel(input: object = {}): Promise<string> {
  const fields = { kind: "webhook", name: "Hook", url: receiver.url, allowPrivate: true, ...input };
  const answer = await told.run("channel.create", fields, told.people.owner);
  if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
  return SavedChannel.parse(answer.result).channel.id;
}

test("what waits goes out once by each channel, with what it is and a link, and nothing that could answer it", async () => {
  await addChannel();
  const operationId = await told.askToDelete();
  await told.tellAll();
  expect(await deliver()).toBe(true);
  expect(await deliver()).toBe(false);
  const [{ body, event, delivery } = { body: "{}", event: "", delivery: "" }] = receiver.received;
  expect(event).toBe("operation.held");
  expect(JSON.parse(body)).toEqual({
    id: delivery,
    kind: "operation.held",
    at: expect.stringMatching(/Z$/),
    operation: {
      id: operationId,
      command: "project.delete",
      level: "HIGH",
      state: "held",
      target: { kind: "project", id: told.projectId, name: "harbor-api", projectId: told.projectId },
      warning: expect.stringContaining("The project goes"),
      reason: "It is not used.",
      outcome: null,
      asker: {
        kind: "agent",
        id: told.agent.id,
        name: "deploy-agent",
        onBehalfOf: { kind: "person", id: told.people.owner.id, name: "Olivia" },
      },
      needs: expect.any(Array),
      url: expect.stringMatching(new RegExp(`^http://.*/approvals/${operationId}$`)),
    },
  });
  expect(await rows()).toMatchObject([{ state: "sent", attempt: 1, answer: "200 thank you" }]);
});

test("a channel that fails is tried again ever later, seven times, shown as failing, and by hand after that", async () => {
  const channelId = await addChannel();
  receiver.answerWith(500);
  await told.askToDelete();
  await told.tellAll();
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 7; attempt += 1) {
    expect(await deliver()).toBe(true);
    expect(await deliver()).toBe(false);
    const [row] = await rows();
    expect(row).toMatchObject({ attempt, answer: "500 not today" });
    if (row?.state === "pending") waits.push(Math.round((row.nextAttemptAt.getTime() - Date.now()) / 1000));
    await age();
  }
  const expected = [10, 60, 300, 1800, 7200, 21_600];
  expect(waits.map((seconds, index) => Math.abs(seconds - (expected[index] ?? 0)) <= 2)).toEqual(
    expected.map(() => true),
  );
  expect(await rows()).toMatchObject([{ state: "failed" }]);
  expect(await deliver()).toBe(false);
  await told.platform.database.orm.execute(sql`update channels set failed_in_row = 20`);
  const { platform } = told;
  const context = { tx: platform.database.orm, actor: told.people.owner, platform, signal: never };
  const { items } = await runQuery(listChannels, {}, context);
  expect(items).toMatchObject([{ id: channelId, health: "failing" }]);

  receiver.answerWith(200);
  const [{ id } = { id: "" }] = await rows();
  expect(await told.run("delivery.retry", { deliveryId: id }, told.people.admin)).toMatchObject({
    outcome: "done",
    result: { delivery: { state: "pending", attempt: 0 } },
  });
  await deliver();
  expect(await rows()).toMatchObject([{ state: "sent", attempt: 1 }]);
  expect((await runQuery(listChannels, {}, context)).items).toMatchObject([{ health: "working" }]);
  expect(new Set(receiver.received.map(({ delivery }) => delivery))).toEqual(new Set([id]));
});

test("of many workers exactly one sends a message", async () => {
  await addChannel();
  await told.askToDelete();
  await told.tellAll();
  const sent = await Promise.all(Array.from({ length: 10 }, deliver));
  expect(sent.filter(Boolean)).toHaveLength(1);
  expect(receiver.received).toHaveLength(1);
});

test("what a dead worker had in hand is sent by the next once its minute is over, and its own end counts no more", async () => {
  await addChannel();
  await told.askToDelete();
  await told.tellAll();
  receiver.answerWith(null);
  const dying = new AbortController();
  const lost = deliverNext(told.platform, dying.signal);
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(await deliver()).toBe(false);
  await age();
  receiver.answerWith(200);
  expect(await deliver()).toBe(true);
  dying.abort();
  await lost;
  expect(await rows()).toMatchObject([{ state: "sent", attempt: 2, answer: "200 thank you" }]);
  const [first, second] = receiver.received;
  expect(first?.delivery).toBe(second?.delivery);
});

test("a mail goes to the people concerned who may still see it, and again to those alone who were put off", async () => {
  const emails = await told.platform.database.sql<
    { id: string; email: string }[]
  >`select id, email from users`;
  const addressOf = (id: string) => emails.find((user) => user.id === id)?.email ?? "";
  const { owner, admin, writer, reader } = told.people;
  let greylisted = addressOf(admin.id);
  const server = await startMailServer({
    onRcptTo: ({ address }, _session, done) =>
      done(address === greylisted ? Object.assign(new Error("come again"), { responseCode: 451 }) : null),
  });
  const { mails, port } = server;
  const mail = { url: undefined, host: "127.0.0.1", port, tls: "none", from: "lockkeeper@example.org" };
  await addChannel({ ...mail, kind: "email", name: "Mail" });
  await told.askToDelete();
  await told.tellAll();
  await told.platform.database.orm.delete(projectMembers).where(sql`user_id = ${writer.id}`);
  await deliver();
  expect(mails.map(({ to }) => to)).toEqual([[addressOf(owner.id)]]);
  expect(mails[0]?.text).toContain("Subject: [Lockkeeper] HIGH waits: Delete project harbor-api");
  expect(mails[0]?.text).not.toContain(addressOf(reader.id));
  greylisted = "";
  await age();
  await deliver();
  expect(mails.map(({ to }) => to)).toEqual([[addressOf(owner.id)], [addressOf(admin.id)]]);
  expect(await rows()).toMatchObject([{ state: "sent", attempt: 2 }]);
  await server.close();
});

test("a channel that is turned off sends nothing, also not of what it had left", async () => {
  const channelId = await addChannel();
  await told.askToDelete();
  await told.tellAll();
  await told.run("channel.update", { channelId, isEnabled: false }, told.people.owner);
  await told.askToDelete();
  await told.tellAll();
  expect(await deliver()).toBe(false);
  expect(await rows()).toMatchObject([{ state: "failed", answer: expect.stringMatching(/turned off/) }]);
});

test("running workers tell and send within moments of the request", async () => {
  await addChannel();
  const followers = [await startTeller(told.platform), await startDeliveries(told.platform)];
  try {
    await told.askToDelete();
    await expect.poll(() => receiver.received.length, { timeout: 4_500, interval: 20 }).toBe(1);
    await expect.poll(async () => (await rows())[0]?.state).toBe("sent");
  } finally {
    for (const follower of followers) await follower.stop();
  }
});
