import { afterAll, beforeAll, expect, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";
import { settingCatalogue } from "#lib/kernel/settings/catalogue.ts";
import { secretOf, settingOf } from "#lib/modules/settings/in-force.ts";
import { renewFromEnvironment } from "#lib/modules/settings/renew-from-environment.ts";
import type { SettingsView } from "#lib/modules/settings/schema.ts";
import { settingsView } from "#lib/modules/settings/view.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { readEnvironment } from "#lib/platform/env.ts";

let spine: TestPlatform;
let owner: Actor;
let admin: Actor;

beforeAll(async () => {
  spine = await testPlatform();
  owner = await spine.person("owner");
  admin = await spine.person("admin");
});
afterAll(() => spine?.drop());

const tx = () => spine.platform.database.orm;
const set = (input: Record<string, unknown>, actor = owner) => spine.run("setting.update", input, actor);

/** Sets it, with the confirmation that it takes where something in use is replaced. */
async function must(input: Record<string, unknown>): Promise<void> {
  const answer = await set(input);
  if (answer.outcome === "held") {
    const confirmed = await spine.run("operation.confirm", { token: answer.confirm?.token }, owner);
    expect(confirmed).toMatchObject({ outcome: "done" });
  } else expect(answer).toMatchObject({ outcome: "done" });
}

/** A start of the server with these variables. */
const start = (variables: Record<string, string>) =>
  renewFromEnvironment({
    ...spine.platform,
    environment: { ...spine.platform.environment, settings: readEnvironment(variables).settings },
  });

const fieldOf = ({ fields }: SettingsView, name: string) => fields.find(({ field }) => field === name);
const view = () => settingsView(tx(), owner);

test("no two settings have a field of one name", () => {
  const names = Object.values(settingCatalogue).flatMap((fields) => Object.keys(fields));
  expect(new Set(names).size).toBe(names.length);
});

test("what people set goes before a variable, which goes before what is usual; and back again", async () => {
  expect((await settingOf(tx(), "limits")).streamsMax).toBe(100);
  await start({ LOCKKEEPER_STREAMS_MAX: "7" });
  expect((await settingOf(tx(), "limits")).streamsMax).toBe(7);
  expect(fieldOf(await view(), "streamsMax")).toMatchObject({
    source: "environment",
    variable: "LOCKKEEPER_STREAMS_MAX",
  });
  await must({ key: "limits", streamsMax: 9 });
  expect((await settingOf(tx(), "limits")).streamsMax).toBe(9);
  expect(fieldOf(await view(), "streamsMax")).toMatchObject({ source: "dashboard", changedBy: "owner" });
  await must({ key: "limits", streamsMax: null });
  expect((await settingOf(tx(), "limits")).streamsMax).toBe(7);
  await start({});
  expect((await settingOf(tx(), "limits")).streamsMax).toBe(100);
  expect(fieldOf(await view(), "streamsMax")).toMatchObject({ source: "default", isSet: false });
});

test("changes of different fields at once do not undo each other", async () => {
  const fields = ["eventsDays", "accessLogDays", "noticesDays", "deliveriesDays"];
  await Promise.all(fields.map((field, index) => must({ key: "retention", [field]: 100 + index })));
  expect(await settingOf(tx(), "retention")).toEqual({
    eventsDays: 100,
    accessLogDays: 101,
    noticesDays: 102,
    deliveriesDays: 103,
  });
});

test("to keep less than before takes a confirmation, which says what is lost; to keep more does not", async () => {
  for (const input of [
    { key: "retention", eventsDays: 200, noticesDays: 200 },
    { key: "backups", keep: 9 },
  ])
    expect(await set(input, admin)).toMatchObject({ outcome: "done" });
  for (const [input, losses] of [
    [
      { key: "backups", keep: 3 },
      [{ kind: "Daily backups kept", name: "all but the newest 3 go once the next one is made" }],
    ],
    // Back to what is usual.
    [
      { key: "backups", keep: null },
      [{ kind: "Daily backups kept", name: "all but the newest 7 go once the next one is made" }],
    ],
    [
      { key: "backups", isDaily: false, keep: 10 },
      [{ kind: "Back up every day", name: "no backup is made by itself any more" }],
    ],
    [
      { key: "retention", eventsDays: 1, noticesDays: 2, accessLogDays: 3_000 },
      [
        { kind: "Events", name: "what is older than 1 day goes for good" },
        { kind: "Notices", name: "what is older than 2 days goes for good" },
      ],
    ],
  ] as const)
    expect(await set(input, admin)).toMatchObject({
      outcome: "held",
      operation: { level: "MEDIUM", losses },
    });
  expect(await settingOf(tx(), "backups")).toEqual({ isDaily: true, keep: 9 });
  await must({ key: "backups", isDaily: false });
  expect(await set({ key: "backups", isDaily: true }, admin)).toMatchObject({ outcome: "done" });
});

test("a field of another setting, and what does not fit, is refused by its name", async () => {
  const bad: [Record<string, unknown>, string][] = [
    [{ key: "limits", parallelMax: 3 }, "parallelMax"],
    [{ key: "mail", smtpHost: "a host" }, "smtpHost"],
    [{ key: "mail", mailFrom: "x@example.org\r\nBcc: y@example.org" }, "mailFrom"],
    [{ key: "github", githubPrivateKey: "hunter2" }, "githubPrivateKey"],
    [{ key: "domain", baseDomain: "https://apps.example.org" }, "baseDomain"],
    [{ key: "registries", registryUser: "ada" }, "registryHost"],
    [{ key: "registries", registryHost: "ghcr.io", registryUser: "ada" }, "registryPassword"],
    [{ key: "cloudflare", cloudflaredConfig: "config.yml" }, "cloudflaredConfig"],
    [{ key: "nothing" }, "key"],
  ];
  for (const [input, field] of bad) {
    const answer = await set(input);
    expect(answer, JSON.stringify(input)).toMatchObject({
      outcome: "error",
      error: { type: "VALIDATION_ERROR", details: { field } },
    });
  }
});

const password = "planted-password-of-the-mail-server";
const mailServer = {
  key: "mail",
  smtpHost: "smtp.example.org",
  smtpUser: "lockkeeper",
  smtpPassword: password,
  mailFrom: "lockkeeper@example.org",
};

test("a secret is sealed, used, and told to nobody: in no answer, no operation and no audit row", async () => {
  await must(mailServer);
  expect((await secretOf(spine.platform, "mail", "smtpPassword"))?.reveal()).toBe(password);
  expect(fieldOf(await view(), "smtpPassword")).toMatchObject({ isSet: true, source: "dashboard" });
  const tables = ["setting_secrets", "installation_settings", "operations", "audit_log", "events"];
  for (const table of tables) {
    const [{ rows }] = (await spine.platform.database.sql.unsafe(
      `select coalesce(json_agg(t)::text, '') as rows from ${table} t`,
    )) as unknown as [{ rows: string }];
    expect(rows, table).not.toContain(password);
  }
  expect(JSON.stringify(await view())).not.toContain(password);
});

test("another server or another password takes a confirmation, and the log says what was and what is", async () => {
  const answer = await set({ key: "mail", smtpPassword: "another-planted-password" }, admin);
  expect(answer).toMatchObject({
    outcome: "held",
    operation: { level: "MEDIUM", changes: [{ what: "Password", from: null, to: "changed" }] },
  });
  if (answer.outcome !== "held") throw new Error("It is not held.");
  expect((await secretOf(spine.platform, "mail", "smtpPassword"))?.reveal()).toBe(password);
  await spine.run("operation.confirm", { token: answer.confirm?.token }, admin);
  expect((await secretOf(spine.platform, "mail", "smtpPassword"))?.reveal()).toBe("another-planted-password");
  const [row] = await spine.platform.database.sql`
    select record from audit_log where operation_id = ${answer.operation.id} order by sequence desc limit 1`;
  expect(JSON.parse(row?.record)).toMatchObject({
    before: { smtpPassword: "set" },
    after: { smtpPassword: "changed" },
  });
});

test("a stored password is not sent to another server, nor one of a variable to a server that people set", async () => {
  expect(await set({ key: "mail", smtpHost: "smtp.eve.example" })).toMatchObject({
    outcome: "error",
    error: { details: { field: "smtpPassword" } },
  });
  await must({ key: "mail", smtpHost: null, smtpUser: null, smtpPassword: null, mailFrom: null });
  await start({ LOCKKEEPER_SMTP_HOST: "mail.example.org", LOCKKEEPER_SMTP_PASSWORD: "planted-by-variable" });
  expect((await secretOf(spine.platform, "mail", "smtpPassword"))?.reveal()).toBe("planted-by-variable");
  await must({ key: "mail", smtpHost: "smtp.eve.example", mailFrom: "a@example.org" });
  expect(await secretOf(spine.platform, "mail", "smtpPassword")).toBeNull();
  expect(fieldOf(await view(), "smtpPassword")).toMatchObject({ isSet: false });
  await must({ key: "mail", smtpHost: null, mailFrom: null });
  await start({});
  expect(await secretOf(spine.platform, "mail", "smtpPassword")).toBeNull();
});

test("registries are changed one at a time, each with a password of its own", async () => {
  await must({
    key: "registries",
    registryHost: "ghcr.io",
    registryUser: "ada",
    registryPassword: "planted-1",
  });
  await must({
    key: "registries",
    registryHost: "Quay.io",
    registryUser: "bob",
    registryPassword: "planted-2",
  });
  expect(await settingOf(tx(), "registries")).toEqual({
    registries: { "ghcr.io": { user: "ada" }, "quay.io": { user: "bob" } },
  });
  await must({ key: "registries", registryHost: "ghcr.io", registryUser: null });
  expect(await settingOf(tx(), "registries")).toEqual({ registries: { "quay.io": { user: "bob" } } });
  expect(await secretOf(spine.platform, "registries", "registryPassword:ghcr.io")).toBeNull();
  expect((await secretOf(spine.platform, "registries", "registryPassword:quay.io"))?.reveal()).toBe(
    "planted-2",
  );
});

test("members read the limits of their work and nothing else, and change nothing", async () => {
  const member = await spine.person("member");
  const seen = await settingsView(tx(), member);
  expect(Object.keys(seen).sort()).toEqual(["budgets", "fields", "limits", "runs"]);
  expect(seen.fields).toEqual([]);
  expect(await set({ key: "limits", streamsMax: 1 }, member)).toMatchObject({ outcome: "error" });
});

test("private hosts are the owner's to allow", async () => {
  expect(await set({ key: "webhooks", privateHosts: ["10.0.0.7"] }, admin)).toMatchObject({
    outcome: "error",
    error: { type: "FORBIDDEN" },
  });
  await must({ key: "webhooks", privateHosts: ["10.0.0.7"] });
});

test("a variable that cannot be used stops the start, and a secret one is not repeated", () => {
  expect(() => readEnvironment({ LOCKKEEPER_SMTP_PORT: "many" })).toThrow(/^LOCKKEEPER_SMTP_PORT must be/);
  expect(() => readEnvironment({ LOCKKEEPER_REGISTRY_HOST: "ghcr.io" })).toThrow(/set together/);
  expect(() => readEnvironment({ LOCKKEEPER_GITHUB_PRIVATE_KEY: "planted" })).toThrow(
    /^LOCKKEEPER_GITHUB_PRIVATE_KEY must be a private key(?!.*planted)/,
  );
  const { settings } = readEnvironment({ LOCKKEEPER_CLOUDFLARE_TOKEN: "planted-token" });
  expect(settings.cloudflare.secrets.cloudflareToken?.reveal()).toBe("planted-token");
  expect(String(secret("x"))).toBe("[secret]");
  expect(JSON.stringify(settings)).not.toContain("planted-token");
});
