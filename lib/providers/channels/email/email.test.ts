import type { AddressInfo, Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";
import { type Behaviour, channelContract, newMessage, secretOfContract } from "../contract.ts";
import { selfSigned } from "../fixtures/self-signed.ts";
import type { EmailTarget } from "../port.ts";
import { openEmail } from "./send.ts";

const { key, certificate } = selfSigned("localhost");
const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

interface Mail {
  recipients: string[];
  text: string;
  isSecure: boolean;
  user: string | undefined;
}

/** A real SMTP server with STARTTLS and a password; `answer` says what becomes of each recipient. */
async function startServer(isTlsFromStart = false) {
  const mails: Mail[] = [];
  let how: Behaviour = "takes";
  let answer: (recipient: string) => Error | null = () => null;
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    secure: isTlsFromStart,
    key,
    cert: certificate,
    authOptional: true,
    closeTimeout: 100,
    onConnect(_session, done) {
      connections += 1;
      if (how !== "hangs") done();
    },
    onAuth: ({ username, password }, _session, done) =>
      password === secretOfContract ? done(null, { user: username }) : done(refusal(535, "wrong password")),
    onRcptTo: ({ address }, _session, done) => done(answer(address)),
    onData(stream, session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += String(chunk);
        if (how === "closes half-way") for (const socket of sockets) socket.destroy();
      });
      stream.on("end", () => {
        if (how === "refuses") return done(refusal(554, `not today ${secretOfContract}`));
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        const user = session.user === undefined ? undefined : String(session.user);
        mails.push({ recipients, text, isSecure: session.secure, user });
        done();
      });
    },
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    mails,
    connections: () => connections,
    behave(next: Behaviour) {
      how = next;
    },
    answerWith(next: typeof answer) {
      answer = next;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const target = (port: number, more: Partial<EmailTarget> = {}): EmailTarget => ({
  kind: "email",
  host: "localhost",
  port,
  tls: "starttls",
  user: "lockkeeper",
  password: secret(secretOfContract),
  from: "lockkeeper@example.org",
  allowPrivate: true,
  ...more,
});
const never = new AbortController().signal;

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.close());
const send = (
  message = newMessage(),
  more: Partial<EmailTarget> = {},
  authority: string | undefined = certificate,
) => openEmail(target(server.port, more), { authority }).send(message, never);

test("a mail goes by STARTTLS with the password, in plain text and HTML, and names nobody who has it as well", async () => {
  const message = newMessage({ recipients: ["ada@example.org", "bob@example.org"] });
  expect(await send(message)).toMatchObject({ isSent: true });
  const mail = server.mails.at(-1);
  expect(mail).toMatchObject({ recipients: message.recipients, isSecure: true, user: "lockkeeper" });
  expect(mail?.text).toContain(`Subject: ${message.subject}`);
  expect(mail?.text).toMatch(/text\/plain[\s\S]*It waits\.[\s\S]*text\/html[\s\S]*<p>It waits\.<\/p>/);
  expect(mail?.text).not.toMatch(/ada@example\.org|bob@example\.org/);
  expect(mail?.text).not.toContain(secretOfContract);
});

test("a server whose certificate nobody vouches for is given neither password nor mail", async () => {
  const before = server.mails.length;
  const { isSent, answer } = await openEmail(target(server.port), {}).send(newMessage(), never);
  expect({ isSent, answer }).toMatchObject({ isSent: false, answer: expect.stringMatching(/certificate/) });
  expect(server.mails).toHaveLength(before);
});

test("a wrong password is told in the server's words, and may be right later", async () => {
  const sent = await send(newMessage(), { password: secret("wrong") });
  expect(sent).toMatchObject({ isSent: false, isFinal: false, answer: expect.stringMatching(/^535/) });
});

test("recipients that are put off are tried again without those that have it", async () => {
  const recipients = ["ada@example.org", "grey@example.org", "gone@example.org"];
  server.answerWith((address) => {
    if (address.startsWith("grey")) return refusal(451, "greylisted, come again");
    return address.startsWith("gone") ? refusal(550, "no such user") : null;
  });
  const first = await send(newMessage({ recipients }));
  expect(first).toMatchObject({ isSent: false, left: ["grey@example.org"], isFinal: false });
  server.answerWith(() => null);
  expect(await send(newMessage({ recipients: first.left }))).toMatchObject({ isSent: true, left: [] });
  expect(server.mails.slice(-2).map((mail) => mail.recipients)).toEqual([
    ["ada@example.org"],
    ["grey@example.org"],
  ]);
});

test("where every recipient is refused for good, trying again is of no use; put off, it is", async () => {
  server.answerWith(() => refusal(550, "no such user"));
  expect(await send()).toMatchObject({ isSent: false, isFinal: true, answer: expect.stringMatching(/550/) });
  server.answerWith(() => refusal(451, "greylisted"));
  expect(await send()).toMatchObject({ isSent: false, isFinal: false, answer: expect.stringMatching(/451/) });
  server.answerWith(() => null);
});

test("a server that speaks TLS from the first byte is spoken to so", async () => {
  const secure = await startServer(true);
  const channel = openEmail(target(secure.port, { tls: "tls" }), { authority: certificate });
  expect(await channel.send(newMessage(), never)).toMatchObject({ isSent: true });
  expect(secure.mails.at(-1)).toMatchObject({ isSecure: true });
  await secure.close();
});

channelContract("email", async () => {
  const other = await startServer();
  return {
    behave: other.behave,
    open: ({ allowPrivate, resolve }) =>
      openEmail(target(other.port, { allowPrivate }), {
        authority: certificate,
        ...(resolve ? { resolve } : {}),
      }),
    taken: () =>
      other.mails.map(({ text }) => /^x-lockkeeper-delivery: (\S+)/im.exec(text)?.[1] ?? "").filter(Boolean),
    connections: other.connections,
    close: other.close,
  };
});
