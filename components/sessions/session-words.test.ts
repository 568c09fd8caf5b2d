import { expect, test } from "vitest";
import { placeWords, wayWords } from "#components/sessions/session-words.ts";

test("a place is an address, said to be near where it is", () => {
  expect(placeWords({ ip: "::ffff:192.168.1.9", isNear: true })).toBe("This network, 192.168.1.9");
  expect(placeWords({ ip: "203.0.113.9", isNear: false })).toBe("From 203.0.113.9");
  expect(placeWords({ ip: null, isNear: false })).toBe("From an unknown address");
});

test("a provider is called by its name, and one that is gone still was one", () => {
  expect(wayWords({ method: "provider", provider: "GitHub" })).toBe("Signed in with GitHub");
  expect(wayWords({ method: "provider", provider: null })).toBe("Signed in with a provider");
  expect(wayWords({ method: "passkey", provider: null })).toBe("Signed in with a passkey");
});
