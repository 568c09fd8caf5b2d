import { expect, test } from "vitest";
import { stillUnsent } from "#lib/client/use-draft.ts";

test("what was typed after it was sent stays in the draft", () => {
  const sent = { title: "Tides", tools: ["bash"] };
  expect(stillUnsent(sent, sent)).toEqual({});
  expect(stillUnsent({ ...sent, title: "Tides of spring" }, sent)).toEqual({ title: "Tides of spring" });
  expect(stillUnsent<Partial<typeof sent>>(sent, { title: "Tides" })).toEqual({ tools: ["bash"] });
});
