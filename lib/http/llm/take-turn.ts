import type { Ledger, OpenCall } from "#lib/http/llm/ledger.ts";
import type { AskedBody } from "#lib/http/llm/read-body.ts";
import type { Refusal } from "#lib/http/llm/refusal.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { admitCall, type Caller } from "#lib/modules/spending/admit-call.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** How a call's run stood when it was looked at. */
export interface Look {
  /** Null: its run may ask nothing. */
  caller: Caller | null;
  /** How many calls were counted before. */
  since: number;
  /** When that was known, by `performance.now()`. */
  atMs: number;
}

/** What is asked of the gateway, when all of it is here. */
interface Asking {
  /** From before the body came. */
  look: Look;
  token: string;
  provider: ProviderName;
  body: AskedBody;
  /** Counting costs nothing, and so it is neither recorded nor held to a budget. */
  isFree: boolean;
  /** Aborts when whoever asked is gone, or may ask no more. */
  signal: AbortSignal;
}

export type Turn = { kind: "taken"; open: OpenCall | null } | { kind: "refused"; refusal: Refusal };

/** A call whose body was there with its head is judged by the look at its head. */
const freshMs = 5;

export async function lookAt(
  { database }: Pick<Platform, "database">,
  ledger: Ledger,
  { token, provider }: { token: string; provider: ProviderName },
): Promise<Look> {
  const since = ledger.countedSoFar();
  const caller = await admitCall(database.orm, token, provider);
  return { caller, since, atMs: performance.now() };
}

export const wrongToken = () =>
  new AppError("UNAUTHORIZED", "The token is not that of a run that is under way with this provider.");

/**
 * Lets a call through to its provider, by how things stand now: since its first byte came, its run may have ended or
 * spent all. Near the end of a budget it waits until those before it are counted, so that a hundred calls at once go
 * no further beyond it than one. Judged and entered without a pause between: of two, the second sees the first.
 */
export async function takeTurn(platform: Platform, ledger: Ledger, asking: Asking): Promise<Turn> {
  const { provider, body, isFree, signal } = asking;
  let look: Look | null = performance.now() - asking.look.atMs < freshMs ? asking.look : null;
  const gone = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  while (!signal.aborted) {
    const { caller, since } = look ?? (await lookAt(platform, ledger, asking));
    look = null;
    if (!caller) break;
    // The choice, and with it the price, is that of whoever set the run up: an agent has no other model than its own.
    if (body.model !== caller.model) {
      const message = `This run was given the model ${caller.model} and no other.`;
      return { kind: "refused", refusal: { status: 403, code: "model_not_given", message } };
    }
    if (isFree) return { kind: "taken", open: null };
    const { judged } = caller;
    if (judged.kind === "reached") {
      await ledger.pause(caller, judged.words);
      return { kind: "refused", refusal: { status: 402, code: "budget_reached", message: judged.words } };
    }
    const before = ledger.before(caller, since);
    if (before === null) {
      if (judged.kind === "near") ledger.warn(caller, judged);
      return { kind: "taken", open: ledger.open(caller, provider, body) };
    }
    if (before.length > 0) await Promise.race([...before, gone]);
  }
  throw wrongToken();
}
