import { expect, test } from "vitest";
import { amountIn } from "#components/spending/amounts.ts";

test.each([
  ["", null],
  [" 12.5 ", 12.5],
  ["2,50", 2.5],
  ["0,500", 0.5],
  ["1,000", 1000],
  ["1,000,000.25", 1_000_000.25],
  ["1,00,000", "1.00,000"],
  ["ten", "ten"],
])("%j is %j dollars", (typed, amount) => expect(amountIn(typed)).toBe(amount));
