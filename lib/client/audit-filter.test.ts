import { expect, test } from "vitest";
import { auditAddressOf, auditFilterOf, auditRequestOf, isUnfiltered } from "#lib/client/audit-filter.ts";

const read = (query: string) => auditFilterOf(new URLSearchParams(query));

test("an address comes back as it was, and what it does not understand is left out", () => {
  const address =
    "?event=operation.held&level=HIGH&via=mcp&from=2026-11-01&to=2026-11-02&text=a+b&operation=0199a1b2-0000-7000-8000-000000000001";
  expect(new URLSearchParams(auditAddressOf(read(address)))).toEqual(new URLSearchParams(address));
  expect(isUnfiltered(read("?level=WORST&event=%3B&person=x&from=31.12.&view=accesses"))).toBe(true);
});

test("days are asked for from the beginning of the first to the end of the last", () => {
  const request = new URLSearchParams(auditRequestOf(read("?from=2026-10-25&to=2026-10-25")));
  expect(request.get("from")).toBe(new Date(2026, 9, 25).toISOString());
  expect(request.get("to")).toBe(new Date(2026, 9, 26).toISOString());
});
