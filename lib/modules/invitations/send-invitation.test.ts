import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { invitations } from "#drizzle/schema/invitations.ts";
import { readOffer } from "#lib/modules/invitations/read-offer.ts";
import { ShownInvitation } from "#lib/modules/invitations/schema.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { type MailServer, startMailServer } from "#lib/providers/channels/fixtures/mail-server.ts";

let server: MailServer;
let spine: TestPlatform;
let owner: Actor;
/** What happens while the server looks at a mail, which it does not take then. */
let meanwhile: (() => ReturnType<TestPlatform["run"]>) | undefined;
let renewed: ReturnType<TestPlatform["run"]> | undefined;

beforeAll(async () => {
  server = await startMailServer({
    onMailFrom(_address, _session, done) {
      renewed = meanwhile?.();
      if (renewed) void renewed.then(() => done(new Error("No mail today.")), done);
      else done();
    },
  });
  spine = await testPlatform();
  owner = await spine.person("owner", "Olga");
});
afterAll(async () => {
  await spine?.drop();
  await server?.close();
});

async function invite(email?: string) {
  const answer = await spine.run("invitation.create", email ? { email } : {}, owner);
  if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
  const { id, link } = ShownInvitation.parse(answer.result);
  return { id, token: tokenIn(link) };
}
const tokenIn = (text: string): string => /token=(?:3D)?([\w-]{20,})/.exec(text)?.[1] ?? "";
const send = (invitationId: string) => spine.run("invitation.send", { invitationId }, owner);
const opens = (token: string) => readOffer(spine.platform, token);

test("a mail that does not go out leaves the link that was handed over as it was", async () => {
  const { id, token } = await invite("nia@example.org");
  expect(await send(id)).toMatchObject({ outcome: "error", error: { type: "PROVIDER_ERROR" } });
  expect((await opens(token)).email).toBe("nia@example.org");
});

test("the mail brings a link that opens, no record has it, and the one before opens nothing", async () => {
  const { port, mails } = server;
  const from = { smtpHost: "127.0.0.1", smtpPort: port, smtpSecurity: "none", mailFrom: "lk@example.org" };
  for (const setting of [
    { key: "mail", ...from },
    { key: "webhooks", privateHosts: ["127.0.0.1"] },
  ])
    expect((await spine.run("setting.update", setting, owner)).outcome).toBe("done");
  const { id, token } = await invite("ben@example.org");
  expect(await send(id)).toMatchObject({ outcome: "done", result: { email: "ben@example.org" } });
  expect(mails).toHaveLength(1);
  const text = (mails[0]?.text ?? "").replaceAll("=\r\n", "");
  expect(text).toContain("To: ben@example.org");
  const sent = tokenIn(text);
  expect((await opens(sent)).invitedBy).toBe("Olga");
  await expect(opens(token)).rejects.toThrow("is not valid");
  const { sql, orm } = spine.platform.database;
  const [row] = await orm.select().from(invitations).where(eq(invitations.id, id));
  expect(row?.sentAt).not.toBeNull();
  const records = JSON.stringify([
    await sql`select * from operations`,
    await sql`select * from operation_steps`,
    await sql`select record from audit_log`,
    row,
  ]);
  expect(records).not.toContain(sent);
});

test("a link that was made while the mail was on its way stays good when it does not go out", async () => {
  const { id } = await invite("ola@example.org");
  meanwhile = () => spine.run("invitation.renew", { invitationId: id }, owner);
  expect(await send(id)).toMatchObject({ outcome: "error", error: { type: "PROVIDER_ERROR" } });
  const answer = await renewed;
  if (answer?.outcome !== "done") throw new Error(JSON.stringify(answer));
  expect((await opens(tokenIn(ShownInvitation.parse(answer.result).link))).email).toBe("ola@example.org");
});

test("one that names no address is not sent, and says what to do", async () => {
  const { id } = await invite();
  expect(await send(id)).toMatchObject({ outcome: "error", error: { type: "CONFLICT" } });
});
