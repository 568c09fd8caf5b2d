import { expect, test } from "vitest";
import { withoutSent } from "#lib/client/use-draft.ts";

test("what was typed after it was sent stays in the draft", () => {
  const sent = { title: "Tides", tools: ["bash"] };
  expect(withoutSent(sent, sent)).toEqual({});
  expect(withoutSent({ ...sent, title: "Tides of spring" }, sent)).toEqual({ title: "Tides of spring" });
  expect(withoutSent<Partial<typeof sent>>(sent, { title: "Tides" })).toEqual({ tools: ["bash"] });
});
