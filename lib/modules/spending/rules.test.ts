import { expect, test } from "vitest";
import { listedPriceOf } from "#lib/modules/spending/prices.ts";
import { type Budget, costOf, judgeBudgets, usd } from "#lib/modules/spending/rules.ts";

const budget = (scope: Budget["scope"], spentUsd: number, limitUsd: number | null): Budget => ({
  scope,
  spentUsd,
  limitUsd,
});

test("of several budgets the narrowest that is used up is named, and one without a limit never is", () => {
  const run = budget("run", 3, null);
  expect(judgeBudgets([run], 0.8)).toEqual({ kind: "within" });
  expect(judgeBudgets([run, budget("project", 5, 5), budget("installation", 9, 5)], 0.8)).toMatchObject({
    kind: "reached",
    scope: "project",
  });
  expect(judgeBudgets([budget("run", 0.79, 1)], 0.8)).toEqual({ kind: "within" });
  expect(judgeBudgets([budget("run", 0.8, 1), budget("installation", 7, 5)], 0.8)).toMatchObject({
    kind: "reached",
    scope: "installation",
  });
  expect(judgeBudgets([budget("run", 0.8, 1)], 0.8)).toMatchObject({ kind: "near", scope: "run" });
  expect(judgeBudgets([budget("run", 0, 0)], 0.8)).toMatchObject({ kind: "reached" });
});

test("a dated name costs what its model does, and what the list does not know has no price", () => {
  expect(listedPriceOf("anthropic", "claude-haiku-4-5-20251001")).toMatchObject({
    inputUsd: 1,
    outputUsd: 5,
  });
  expect(listedPriceOf("openai", "gpt-5-2025-08-07")).toMatchObject({ inputUsd: 1.25 });
  expect(listedPriceOf("google", "models/gemini-2.5-pro")).toMatchObject({ outputUsd: 10 });
  expect(listedPriceOf("anthropic", "gpt-5")).toBeNull();
  expect(listedPriceOf("custom", "scripted")).toBeNull();
});

test("what a cache gave is counted at its own price, or as input where it has none", () => {
  const tokens = { input: 1_000_000, output: 0, cacheRead: 1_000_000, cacheWrite: 0, reasoning: 0 };
  const price = { inputUsd: 4, outputUsd: 8, cacheReadUsd: 1, cacheWriteUsd: null };
  expect(costOf(tokens, price)).toBe(5);
  expect(costOf(tokens, { ...price, cacheReadUsd: null })).toBe(8);
});

test("small amounts are told as they are", () => {
  expect([usd(0), usd(12.4), usd(0.0031), usd(0.0099999)]).toEqual(["$0.00", "$12.40", "$0.0031", "$0.0100"]);
});
