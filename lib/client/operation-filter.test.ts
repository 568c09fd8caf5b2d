import { expect, test } from "vitest";
import { addressOf, filterOf, isEmpty, requestOf } from "#lib/client/operation-filter.ts";
import { newId } from "#lib/kernel/ids.ts";

test("a filter survives the way through the address", () => {
  const person = newId();
  const address = `?state=held&level=HIGH&person=${person}&text=stop+web`;
  expect(addressOf(filterOf(new URLSearchParams(address)))).toBe(address);
});

test("what an address says that is no filter is left out", () => {
  const filter = filterOf(new URLSearchParams("state=maybe&level=huge&person=../etc&project=1&other=2"));
  expect(isEmpty(filter)).toBe(true);
});

test("open asks for every state that has not ended", () => {
  const filter = filterOf(new URLSearchParams("state=open"));
  expect(new URLSearchParams(requestOf(filter)).get("state")).toBe("queued,held,running");
});

test("words of any kind reach the server as they were typed, without the space around", () => {
  const filter = filterOf(new URLSearchParams({ text: " 100%&x=1 " }));
  expect(new URLSearchParams(requestOf(filter)).get("text")).toBe("100%&x=1");
});
