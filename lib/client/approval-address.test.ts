import { expect, test } from "vitest";
import { approvalHref, isNarrowed, readApprovalAddress, requestOf } from "./approval-address.ts";

const id = "0192f000-0000-7000-8000-000000000001";

test("what the queue is narrowed to survives the way through the address", () => {
  const filter = { level: "HIGH", projectId: id, text: "harbor api" } as const;
  const href = approvalHref("mine", filter, id);
  expect(href).toBe(`/approvals/${id}?view=mine&level=HIGH&project=${id}&text=harbor+api`);
  expect(readApprovalAddress(new URL(href, "http://localhost").searchParams)).toEqual({
    view: "mine",
    filter,
  });
});

test("what an address does not know is left out, and the first tab needs no word", () => {
  const read = readApprovalAddress(new URLSearchParams("view=all&level=worst&project=1"));
  expect(read).toEqual({ view: "waiting", filter: { level: null, projectId: null, text: "" } });
  expect(isNarrowed(read.filter)).toBe(false);
  expect(approvalHref("waiting")).toBe("/approvals");
  expect(requestOf("waiting", { ...read.filter, text: " a " })).toBe("view=waiting&text=a");
});
