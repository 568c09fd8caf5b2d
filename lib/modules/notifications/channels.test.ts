import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { channels } from "#drizzle/schema/notifications.ts";
import { type Receiver, startReceiver } from "#lib/modules/notifications/fixtures/receiver.ts";
import { listChannels } from "#lib/modules/notifications/list-channels.ts";
import { SavedChannel } from "#lib/modules/notifications/schema.ts";
import { type TestNotices, testNotices } from "#lib/modules/notifications/testing.ts";
import { runQuery } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { startMailServer } from "#lib/providers/channels/fixtures/mail-server.ts";

let told: TestNotices;
let receiver: Receiver;
beforeAll(async () => {
  told = await testNotices();
});
afterAll(() => told?.drop());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await told.platform.database.orm.delete(channels);
  await receiver.close();
});

const create = (input: object, actor: Actor = told.people.owner) => told.run("channel.create", input, actor);
const webhook = (more: object = {}) => ({ kind: "webhook", name: "Hook", url: receiver.url, ...more });
const email = (more: object = {}) => ({
  kind: "email",
  name: "Mail",
  host: "smtp.example.org",
  from: "lockkeeper@example.org",
  ...more,
});
async function created(input: object): Promise<SavedChannel> {
  const answer = await create(input);
  if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
  return SavedChannel.parse(answer.result);
}
const list = (actor: Actor) => {
  const { platform } = told;
  const context = { tx: platform.database.orm, actor, platform, signal: new AbortController().signal };
  return runQuery(listChannels, {}, context);
};
const fault = (field: string) => ({ outcome: "error", error: { status: 400, details: { field } } });

test("a webhook's signing secret is shown once, kept encrypted, and stands in no record", async () => {
  const { channel, secret } = await created(webhook({ allowPrivate: true }));
  expect(secret).toMatch(/^whsec_[\w-]{43}$/);
  const { orm, sql } = told.platform.database;
  const [row] = await orm.select().from(channels).where(eq(channels.id, channel.id));
  expect(row?.sealedSecret).toMatch(/^v1\./);
  const records = await sql`select input::text, result::text from operations
    where target_kind = 'channel' union all select record, null from audit_log`;
  expect(JSON.stringify(records)).not.toContain(secret);
  expect(JSON.stringify(await list(told.people.admin))).not.toContain("whsec_");
});

test("a mail server's password goes in and never comes out", async () => {
  const { channel, secret } = await created(email({ user: "me", password: "pass-word-17" }));
  expect(secret).toBeNull();
  expect(channel).toMatchObject({ port: 587, tls: "starttls", isPasswordSet: true, recipients: null });
  const dump = await told.platform.database.sql`select input::text, result::text from operations`;
  expect(JSON.stringify([dump, await list(told.people.owner)])).not.toContain("pass-word-17");
});

test("what is missing or does not fit is named by its field", async () => {
  expect(await create({ kind: "webhook", name: "Hook" })).toMatchObject(fault("url"));
  expect(await create(email({ host: undefined }))).toMatchObject(fault("host"));
  expect(await create(webhook({ from: "a@example.org", allowPrivate: true }))).toMatchObject(fault("from"));
  expect(await create(email({ user: "me" }))).toMatchObject(fault("password"));
  expect(await create(email({ user: "me", password: "x", tls: "none" }))).toMatchObject(fault("tls"));
  for (const url of ["ftp://example.org", "https://me:secret@example.org/", "nothing"]) {
    expect(await create(webhook({ url }))).toMatchObject({ outcome: "error", error: { status: 400 } });
  }
});

test("only the owner lets a channel lead to a private network, and nobody to where a cloud keeps its keys", async () => {
  expect(await create(webhook())).toMatchObject(fault("url"));
  expect(await create(webhook({ allowPrivate: true }), told.people.admin)).toMatchObject({
    outcome: "error",
    error: { status: 403 },
  });
  const metadata = webhook({ url: "http://169.254.169.254/", allowPrivate: true });
  expect(await create(metadata)).toMatchObject(fault("url"));
  const { channel } = await created(webhook({ allowPrivate: true }));
  const elsewhere = { channelId: channel.id, url: "http://10.0.0.1/" };
  expect(await told.run("channel.update", elsewhere, told.people.admin)).toMatchObject({
    outcome: "error",
    error: { status: 403 },
  });
});

test("members see no channels and make none", async () => {
  await expect(list(told.people.writer)).rejects.toThrow(/owners and admins/);
  expect(await create(webhook(), told.people.writer)).toMatchObject({ outcome: "error" });
});

test("a test is sent at once, signed, and what was answered is told and logged", async () => {
  const { channel, secret } = await created(webhook({ allowPrivate: true }));
  const answer = await told.run("channel.test", { channelId: channel.id }, told.people.admin);
  expect(answer).toMatchObject({ outcome: "done", result: { isSent: true, answer: "200 thank you" } });
  const [{ body, signature, event } = { body: "", signature: "", event: "" }] = receiver.received;
  expect(event).toBe("test");
  const [, seconds, code] = /^t=(\d+),v1=(\w+)$/.exec(signature) ?? [];
  expect(code).toBe(
    createHmac("sha256", secret ?? "")
      .update(`${seconds}.${body}`)
      .digest("hex"),
  );
  receiver.answerWith(500);
  expect(await told.run("channel.test", { channelId: channel.id }, told.people.admin)).toMatchObject({
    outcome: "done",
    result: { isSent: false, answer: "500 not today" },
  });
  const { items } = await list(told.people.admin);
  expect(items[0]).toMatchObject({
    health: "troubled",
    failedInRow: 1,
    lastDelivery: { kind: "test", state: "failed", answer: "500 not today", title: "Test channel Hook" },
  });
});

test("to turn a used channel off, or to change where it leads, takes a confirmation; its name does not", async () => {
  const { channel } = await created(webhook({ allowPrivate: true }));
  const change = (input: object) =>
    told.run("channel.update", { channelId: channel.id, ...input }, told.people.owner);
  expect(await change({ url: `${receiver.url}/unused` })).toMatchObject({ outcome: "done" });
  await told.run("channel.test", { channelId: channel.id }, told.people.owner);
  expect(await change({ name: "Other" })).toMatchObject({ outcome: "done" });
  const off = await change({ isEnabled: false });
  expect(off).toMatchObject({
    outcome: "held",
    operation: { level: "MEDIUM", changes: [{ what: "Sends notices", from: "on", to: "off" }] },
  });
  const token = off.outcome === "held" ? off.confirm?.token : undefined;
  expect((await told.run("operation.confirm", { token }, told.people.owner)).outcome).toBe("done");
  expect(await change({ isEnabled: false })).toMatchObject({ outcome: "done" });
  for (const input of [{ url: receiver.url }, { newSecret: true }]) {
    expect(await change(input)).toMatchObject({ outcome: "held", operation: { level: "MEDIUM" } });
  }
  expect(await told.run("channel.delete", { channelId: channel.id }, told.people.owner)).toMatchObject({
    outcome: "held",
  });
});

test("a signing secret that was made by a confirmation is shown to who confirmed, and stands in no record", async () => {
  const { channel, secret } = await created(webhook({ allowPrivate: true }));
  await told.run("channel.test", { channelId: channel.id }, told.people.owner);
  const held = await told.run(
    "channel.update",
    { channelId: channel.id, newSecret: true },
    told.people.owner,
  );
  if (held.outcome !== "held") throw new Error(JSON.stringify(held));
  const { confirm } = held;
  const answer = await told.run("operation.confirm", { token: confirm?.token }, told.people.owner);
  const result = answer.outcome === "done" ? (answer.result as { shown: SavedChannel }) : null;
  expect(result?.shown.secret).toMatch(/^whsec_[\w-]{43}$/);
  expect(result?.shown.secret).not.toBe(secret);
  const records = await told.platform.database.sql`select result::text from operations
    union all select record from audit_log`;
  expect(JSON.stringify(records)).not.toContain(result?.shown.secret);
});

test("a stored password is not sent to another server", async () => {
  const { channel } = await created(email({ user: "me", password: "pass-word-17" }));
  const change = (input: object) =>
    told.run("channel.update", { channelId: channel.id, ...input }, told.people.owner);
  expect(await change({ host: "evil.example.org" })).toMatchObject(fault("password"));
  expect(await change({ host: "evil.example.org", password: "another" })).toMatchObject({ outcome: "done" });
  expect(await change({ user: null })).toMatchObject({
    outcome: "done",
    result: { channel: { isPasswordSet: false } },
  });
});

test("mail goes by the installation's server where a channel has none of its own, and says so while there is none", async () => {
  const { channel } = await created({ kind: "email", name: "Mail", host: null });
  expect(channel).toMatchObject({ host: null, from: null, user: null, recipients: null });
  const test = () => told.run("channel.test", { channelId: channel.id }, told.people.owner);
  expect(await test()).toMatchObject({
    outcome: "done",
    result: { isSent: false, answer: expect.stringContaining("No mail server is set up") },
  });
  const server = await startMailServer();
  const mail = {
    smtpHost: "127.0.0.1",
    smtpPort: server.port,
    smtpSecurity: "none",
    mailFrom: "lk@example.org",
  };
  await told.run("setting.update", { key: "mail", ...mail }, told.people.owner);
  await told.run("setting.update", { key: "webhooks", privateHosts: ["127.0.0.1"] }, told.people.owner);
  expect(await test()).toMatchObject({ outcome: "done", result: { isSent: true } });
  await server.close();
});

test("a host that the owner allowed in the settings may be led to by any channel of an admin", async () => {
  const { admin, owner } = told.people;
  await told.run("setting.update", { key: "webhooks", privateHosts: null }, owner);
  expect(await create(webhook(), admin)).toMatchObject(fault("url"));
  await told.run("setting.update", { key: "webhooks", privateHosts: ["127.0.0.1"] }, owner);
  const answer = await create(webhook(), admin);
  const { channel } = SavedChannel.parse(answer.outcome === "done" ? answer.result : null);
  const tested = await told.run("channel.test", { channelId: channel.id }, admin);
  expect(tested).toMatchObject({ outcome: "done", result: { isSent: true } });
  await told.run("setting.update", { key: "webhooks", privateHosts: null }, owner);
  expect(await told.run("channel.test", { channelId: channel.id }, admin)).toMatchObject({
    outcome: "done",
    result: { isSent: false, answer: expect.stringContaining("the owner may allow that") },
  });
});
