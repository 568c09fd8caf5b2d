import { afterAll, beforeAll, expect, test } from "vitest";
import { followSettings } from "#lib/modules/settings/live-settings.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { openDatabase } from "#lib/platform/db/database.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";

let spine: TestPlatform;
let owner: Actor;
let hub: EventHub;
beforeAll(async () => {
  spine = await testPlatform({ LOCKKEEPER_STREAMS_MAX: "5" });
  owner = await spine.person("owner");
  hub = await openEventHub(spine.platform.database, spine.platform.log);
});
afterAll(async () => {
  await hub?.close();
  await spine?.drop();
});

test("what is set holds in every process at once, without asking the database", async () => {
  const one = followSettings(spine.platform, hub);
  const other = followSettings(spine.platform, hub);
  expect(one.current("limits").streamsMax).toBe(5);
  await Promise.all([one.ready, other.ready]);
  await spine.run("setting.update", { key: "limits", streamsMax: 6 }, owner);
  await spine.run("setting.update", { key: "network", trustedHops: 2 }, owner);
  for (const settings of [one, other]) {
    await expect
      .poll(() => settings.current("limits"))
      .toEqual({ requestsPerMinute: 3_000, strangerRequestsPerMinute: 1_200, streamsMax: 6 });
    await expect.poll(() => settings.current("network").trustedHops).toBe(2);
  }
});

test("where the database is away at the start, what the variables say holds until it is back", async () => {
  const away = openDatabase("postgres://nobody@127.0.0.1:9/none", 1);
  const settings = followSettings({ ...spine.platform, database: away }, hub);
  await settings.ready;
  expect(settings.current("limits").streamsMax).toBe(5);
  await away.close();
});
