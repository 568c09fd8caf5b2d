import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { knowStoredSecrets } from "#lib/platform/secrets/keep-secrets-known.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { sealRecord } from "#lib/platform/secrets/seal.ts";

let spine: TestPlatform;
beforeAll(async () => {
  spine = await testPlatform();
});
afterAll(() => spine?.drop());

test("what one module graph of the process looked through stays out of what another one writes, its audit log first", async () => {
  // As after a restart: it was stored before, and nobody has opened it in either graph.
  const { database, masterKey } = spine.platform;
  const password = `smtp-${newId()}`;
  const row = { key: "mail", field: "smtpPassword", origin: "dashboard" };
  await database.sql`insert into setting_secrets (key, field, origin, sealed)
    values ('mail', 'smtpPassword', 'dashboard', ${sealRecord(masterKey, placeIn("setting_secrets", row), password)})`;
  vi.resetModules();
  const other = await import("#lib/operations/testing.ts");
  const bundle = await other.testPlatform();
  try {
    const write = async () => {
      const { withoutSecrets } = await import("#lib/platform/known-secrets.ts");
      const admin = await bundle.person("admin");
      await bundle.run("me.update", { name: `Known as ${password}` }, admin);
      const [written] = await bundle.platform.database.sql`
        select record from audit_log order by sequence desc limit 1`;
      return withoutSecrets(`${String(written?.record)} ${password}`);
    };
    expect(await write()).toContain(password);
    await knowStoredSecrets(database.orm, masterKey);
    const written = await write();
    expect(written).toContain("Known as [secret]");
    expect(written).not.toContain(password);
  } finally {
    await bundle.drop();
  }
});
