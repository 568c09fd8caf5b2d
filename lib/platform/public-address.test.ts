import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressForLinks, publicAddress, rememberAddress } from "#lib/platform/public-address.ts";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "lk-address-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const listening = { url: undefined, host: "127.0.0.1", port: 3000 };

test("links lead to the setting, else to where the latest server answered, else to where one would", async () => {
  expect(await addressForLinks({ ...listening, home })).toBe("http://localhost:3000");
  await rememberAddress(home, "http://127.0.0.1:4711");
  expect(await addressForLinks({ ...listening, home })).toBe("http://127.0.0.1:4711");
  const url = "https://lock.example.org";
  expect(await addressForLinks({ ...listening, url, home })).toBe(url);
});

test("an address can be opened, whatever the server listens on", () => {
  expect(publicAddress({ ...listening, host: "0.0.0.0" })).toBe("http://localhost:3000");
  expect(publicAddress({ ...listening, host: "::" })).toBe("http://localhost:3000");
  expect(publicAddress({ ...listening, host: "::1" })).toBe("http://localhost:3000");
  expect(publicAddress({ ...listening, host: "fd00::1" })).toBe("http://[fd00::1]:3000");
});
