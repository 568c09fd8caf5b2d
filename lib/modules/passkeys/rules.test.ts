import { expect, test } from "vitest";
import { passkeyFault } from "#lib/modules/passkeys/rules.ts";

test.each([
  ["https://lock.example.org", "https://lock.example.org"],
  ["https://lock.example.org", null],
  ["http://localhost:3000", null],
  ["http://lock.localhost:3000", null],
])("passkeys work at %s with the address %s", (origin, address) => {
  expect(passkeyFault({ origin, address })).toBeNull();
});

test.each([
  ["http://127.0.0.1:3000", null, "http://localhost:3000"],
  ["http://[::1]:3000", null, "http://localhost:3000"],
  ["https://192.168.1.4", null, "Give this server a name"],
  ["http://lock.lan:3000", null, "over https only"],
  ["http://127.0.0.1:3000", "https://lock.example.org", "https://lock.example.org"],
  ["https://lock.example.org:8443", "https://lock.example.org", "belongs to one address"],
  ["", null, "in a browser"],
])("at %s with the address %s it is said what to do", (origin, address, words) => {
  expect(passkeyFault({ origin, address })).toContain(words);
});
