import type { IncomingMessage } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { AskedBody } from "#lib/http/llm/read-body.ts";
import { type Counted, createUsageCounter, estimateTokens } from "#lib/http/llm/usage.ts";
import { newId } from "#lib/kernel/ids.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import type { Caller } from "#lib/modules/spending/admit-call.ts";
import { pauseForBudget } from "#lib/modules/spending/pause-run.ts";
import { type EndedCall, recordCall } from "#lib/modules/spending/record-call.ts";
import type { BudgetScope, Judgement } from "#lib/modules/spending/rules.ts";
import type { CallTokens } from "#lib/modules/spending/schema.ts";
import { warnOfBudget } from "#lib/modules/spending/warn-of-budget.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { isDatabaseAway } from "#lib/platform/db/database-away.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** A call that is under way; it is counted once, when it ends in whatever way. */
export interface OpenCall {
  /** Counts what passes; to be said before anybody else reads the answer. */
  follow(answer: IncomingMessage): void;
  /** Nobody answered. */
  fail(how: { isCut: boolean }): void;
}

/** Where the gateway writes down what it passed on. */
export interface Ledger {
  open(caller: Caller, provider: ProviderName, asked: AskedBody): OpenCall;
  /** How many calls have been counted so far. */
  countedSoFar(): number;
  /**
   * Calls of whose cost nothing is known yet, and which a budget that is nearly used up has no room for beside another
   * one; each resolves when its call is counted. Null where there is room for all of them. `since`: what was counted so
   * far before the caller was read; what was counted meanwhile may be missing there.
   */
  before(caller: Caller, since: number): Promise<void>[] | null;
  /** Says once in the run's output that a budget is nearly used up. */
  warn(caller: Caller, judged: Exclude<Judgement, { kind: "within" }>): void;
  pause(caller: Caller, words: string): Promise<void>;
}

/** A call seldom costs more. */
const roomOfCallUsd = 2;

/** Whose money an open call spends. */
interface Spender {
  runId: string;
  projectId: string;
  counted: Promise<void>;
}

const nothing: CallTokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };

/** A database that starts anew is back within one of these. */
const againMs = [500, 2_000, 5_000, 15_000, 30_000];
const drainMs = 5_000;

const spendersOf = new WeakMap<Database, Set<Spender>>();

/** Waits until every call of this process is counted, 5 s at most: said at the end, when all of them were cut off. */
export async function countWhatEnded({ database }: Pick<Platform, "database">): Promise<void> {
  const open = [...(spendersOf.get(database) ?? [])];
  if (open.length === 0) return;
  await Promise.race([
    Promise.all(open.map(({ counted }) => counted)),
    wait(drainMs, undefined, { ref: false }),
  ]);
}

export function createLedger(platform: Platform): Ledger {
  const spenders = spendersOf.get(platform.database) ?? new Set<Spender>();
  spendersOf.set(platform.database, spenders);
  let countedSoFar = 0;
  const warned = new Set<string>();
  const write = async (caller: Caller, ended: Omit<EndedCall, "id">): Promise<void> => {
    const call = { id: newId(), ...ended };
    for (const pauseMs of [...againMs, null]) {
      try {
        return await recordCall(platform, caller, call);
      } catch (error) {
        if (pauseMs === null || !isDatabaseAway(error)) {
          platform.log.error({ err: error, runId: caller.runId }, "a call of a model could not be counted");
          return;
        }
        await wait(pauseMs, undefined, { ref: false });
      }
    }
  };
  /** Until what it took is counted, or could not be. */
  const enter = ({ runId, projectId }: Caller) => {
    const { promise: counted, resolve: leave } = Promise.withResolvers<void>();
    const spender = { runId, projectId, counted };
    spenders.add(spender);
    return (written: Promise<void>) =>
      void written.finally(() => {
        spenders.delete(spender);
        countedSoFar += 1;
        leave();
      });
  };
  return {
    countedSoFar: () => countedSoFar,
    before(caller, since) {
      const missing = countedSoFar - since;
      const everybody = [...spenders];
      const of: Record<BudgetScope, Spender[]> = {
        run: everybody.filter(({ runId }) => runId === caller.runId),
        project: everybody.filter(({ projectId }) => projectId === caller.projectId),
        installation: everybody,
      };
      const lacking = caller.rooms.filter(
        ({ scope, roomUsd }) => roomUsd < (of[scope].length + missing) * roomOfCallUsd,
      );
      if (lacking.length === 0) return null;
      return lacking.flatMap(({ scope }) => of[scope].map(({ counted }) => counted));
    },
    open(caller, provider, asked) {
      const end = enter(caller);
      const begin = performance.now();
      const sinceMs = () => Math.round(performance.now() - begin);
      const common = { provider, model: asked.model };
      return {
        fail({ isCut }) {
          // Who hangs up has asked all the same: the provider read it, and charges for that.
          const tokens = isCut ? { ...nothing, input: estimateTokens(asked.textLength) } : nothing;
          const used = { tokens, toldUsd: null, isEstimated: isCut, isCut };
          const times = { firstByteMs: null, durationMs: sinceMs() };
          end(write(caller, { ...common, ...used, ...times, status: null }));
        },
        follow(answer) {
          const counter = createUsageCounter(answer.headers["content-type"] ?? "");
          let firstByteMs: number | null = null;
          answer.on("data", (chunk: Buffer) => {
            firstByteMs ??= sinceMs();
            counter.add(chunk);
          });
          answer.once("close", () => {
            const status = answer.statusCode ?? null;
            const isCut = !answer.readableEnded && !answer.complete;
            const counted = counter.end();
            const used = usedBy(counted, { asked, isAnswered: status !== null && status < 300, isCut });
            const toldUsd = provider === "openrouter" ? counted.costUsd : null;
            const times = { firstByteMs, durationMs: sinceMs() };
            end(write(caller, { ...common, ...used, ...times, status, toldUsd, isCut }));
          });
        },
      };
    },
    warn(caller, judged) {
      const key = `${caller.runId} ${judged.scope} ${judged.limitUsd}`;
      if (warned.has(key)) return;
      if (warned.size > 10_000) warned.clear();
      warned.add(key);
      warnOfBudget(platform, caller, judged).catch((error: unknown) => {
        warned.delete(key);
        platform.log.warn({ err: error, runId: caller.runId }, "a budget's warning could not be written");
      });
    },
    pause: (caller, words) => pauseForBudget(platform, caller.runId, words),
  };
}

interface Ended {
  asked: AskedBody;
  isAnswered: boolean;
  isCut: boolean;
}

/** A refusal takes nothing; an answer without numbers, or without its end, is told from the length of the texts. */
function usedBy({ tokens, textLength }: Counted, { asked, isAnswered, isCut }: Ended) {
  if (!isAnswered) return { tokens: tokens ?? nothing, isEstimated: false };
  if (tokens && !isCut) return { tokens, isEstimated: false };
  const output = Math.max(tokens?.output ?? 0, estimateTokens(textLength));
  const input = estimateTokens(asked.textLength);
  return { tokens: tokens ? { ...tokens, output } : { ...nothing, input, output }, isEstimated: true };
}
