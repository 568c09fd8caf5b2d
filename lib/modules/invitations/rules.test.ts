import { expect, test } from "vitest";
import { isOfThisMachine, linkFor } from "#lib/modules/invitations/rules.ts";

test("a link that opens on the server's machine alone is known by its host", () => {
  const near = [
    "http://localhost:3000",
    "http://127.0.0.1:3000/x",
    "http://[::1]:3000",
    "http://a.localhost",
  ];
  expect(near.map(isOfThisMachine)).toEqual([true, true, true, true]);
  const far = ["https://lock.example.org", "http://10.0.0.4:3000", "http://localhost.example.org"];
  expect(far.map(isOfThisMachine)).toEqual([false, false, false]);
});

test("is shown as the server knows it, else below the address that it is read at", () => {
  const path = "/invitation?token=abc";
  expect(linkFor(`https://lock.example.org${path}`, "http://127.0.0.1:3000")).toBe(
    `https://lock.example.org${path}`,
  );
  expect(linkFor(`http://127.0.0.1:3000${path}`, "http://box.lan:3000")).toBe(`http://box.lan:3000${path}`);
  expect(linkFor(`http://127.0.0.1:3000${path}`, "http://localhost:3000")).toBe(
    `http://127.0.0.1:3000${path}`,
  );
});
