import { afterAll, beforeAll, expect, test } from "vitest";
import { canSendMail, sendMail } from "#lib/modules/mail/send-mail.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { type MailServer, startMailServer } from "#lib/providers/channels/fixtures/mail-server.ts";

let server: MailServer;
let spine: TestPlatform;
let owner: Actor;

beforeAll(async () => {
  server = await startMailServer();
  spine = await testPlatform();
  owner = await spine.person("owner");
});
afterAll(async () => {
  await spine?.drop();
  await server?.close();
});

const set = async (input: Record<string, unknown>) => {
  const answer = await spine.run("setting.update", input, owner);
  expect(answer).toMatchObject({ outcome: "done" });
};
const mail = {
  to: "ada@example.org",
  subject: "Come in",
  text: "Hello <Ada>\n\nhttps://x.example/a?b=1&c=2",
};

test("without a server nothing can be sent, and the error says where one is set up", async () => {
  expect(await canSendMail(spine.platform.database.orm)).toBe(false);
  await expect(sendMail(spine.platform, mail)).rejects.toThrow(
    /No mail server is set up.*settings, under Mail/,
  );
});

test("a server of a private network is not called before the owner allowed it", async () => {
  const { port, mails } = server;
  const from = { smtpHost: "127.0.0.1", smtpPort: port, smtpSecurity: "none", mailFrom: "lk@example.org" };
  await set({ key: "mail", ...from });
  expect(await canSendMail(spine.platform.database.orm)).toBe(true);
  await expect(sendMail(spine.platform, mail)).rejects.toThrow(/not called: 127\.0\.0\.1 leads to/);
  expect(mails).toEqual([]);
  await set({ key: "webhooks", privateHosts: ["127.0.0.1"] });
  await sendMail(spine.platform, mail);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toContain("To: ada@example.org");
  expect(mails[0]?.text).toContain("Subject: Come in");
  expect(mails[0]?.text).toContain("Hello <Ada>");
  expect(mails[0]?.text).toMatch(/Hello (=\r\n)?&lt;Ada&gt;/);
});

test("nothing that ends a line gets into a header, and nobody else is written to", async () => {
  const bad: [keyof typeof mail, string][] = [
    ["subject", "Come\r\nBcc: eve@example.org"],
    ["subject", "Come\u2028in"],
    ["subject", ""],
    ["to", "ada@example.org\r\nBcc: eve@example.org"],
    ["to", "ada@example.org, eve@example.org"],
    ["to", "Ada <ada@example.org>"],
  ];
  for (const [field, value] of bad) {
    await expect(sendMail(spine.platform, { ...mail, [field]: value }), value).rejects.toThrow(field);
  }
  expect(server.mails).toHaveLength(1);
});
