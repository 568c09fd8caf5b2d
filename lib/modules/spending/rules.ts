import type { CallTokens, TokenPrice } from "#lib/modules/spending/schema.ts";

/** What so many tokens cost at a price. */
export function costOf(tokens: CallTokens, price: TokenPrice): number {
  const { inputUsd, outputUsd, cacheReadUsd, cacheWriteUsd } = price;
  const millionths =
    tokens.input * inputUsd +
    tokens.output * outputUsd +
    tokens.cacheRead * (cacheReadUsd ?? inputUsd) +
    tokens.cacheWrite * (cacheWriteUsd ?? inputUsd);
  return millionths / 1_000_000;
}

export type BudgetScope = "run" | "project" | "installation";

/** What was spent of each budget, and its limit; null: nobody set one. */
export interface Budget {
  scope: BudgetScope;
  spentUsd: number;
  limitUsd: number | null;
}

export type Judgement =
  | { kind: "within" }
  | { kind: "near" | "reached"; scope: BudgetScope; limitUsd: number; words: string };

/** The narrowest budget that is used up, else the narrowest that is nearly. A limit of nothing is reached at once. */
export function judgeBudgets(budgets: readonly Budget[], warnFrom: number): Judgement {
  const limited = budgets.flatMap(({ scope, spentUsd, limitUsd }) =>
    limitUsd === null ? [] : [{ scope, spentUsd, limitUsd }],
  );
  const reached = limited.find(({ spentUsd, limitUsd }) => spentUsd >= limitUsd);
  if (reached) return { kind: "reached", ...reached, words: reachedWords(reached) };
  const near = limited.find(({ spentUsd, limitUsd }) => spentUsd >= limitUsd * warnFrom);
  if (near) return { kind: "near", ...near, words: nearWords(near) };
  return { kind: "within" };
}

/** What is left of a budget. */
export interface Room {
  scope: BudgetScope;
  roomUsd: number;
}

/** Of the budgets that have a limit. */
export const roomsIn = (budgets: readonly Budget[]): Room[] =>
  budgets.flatMap(({ scope, spentUsd, limitUsd }) =>
    limitUsd === null ? [] : [{ scope, roomUsd: limitUsd - spentUsd }],
  );

interface Limited {
  scope: BudgetScope;
  spentUsd: number;
  limitUsd: number;
}

const nameOf: Record<BudgetScope, string> = {
  run: "this run's budget",
  project: "the project's budget of this month",
  installation: "the installation's budget of this month",
};

const mendOf: Record<BudgetScope, string> = {
  run: "Raise it and let the run go on.",
  project: "An admin of the project raises it in its settings; then the run can go on.",
  installation: "An admin raises it in Settings; then the run can go on.",
};

const figuresOf = ({ spentUsd, limitUsd }: Limited): string => `${usd(spentUsd)} of ${usd(limitUsd)}`;

const reachedWords = (limited: Limited): string =>
  `${capital(nameOf[limited.scope])} is used up: ${figuresOf(limited)}. ${mendOf[limited.scope]}`;

const nearWords = (limited: Limited): string =>
  `${Math.floor((100 * limited.spentUsd) / limited.limitUsd)} % of ${nameOf[limited.scope]} is used: ${figuresOf(limited)}.`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `$12.40`, and `$0.0031` where cents would say nothing. */
export const usd = (amount: number): string =>
  amount > 0 && amount < 0.01 ? `$${amount.toFixed(4)}` : `$${amount.toFixed(2)}`;
