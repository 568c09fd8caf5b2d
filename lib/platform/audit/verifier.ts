import type { AuditPlatform } from "#lib/platform/audit/seal.ts";
import { type ChainVerdict, walkChain } from "#lib/platform/audit/walk.ts";
import type { Database } from "#lib/platform/db/database.ts";

/** `whole`: from the first row on; `newest`: behind the last row that this process has found to hold. */
export type CheckMode = "whole" | "newest";

export interface Verifier {
  /** Checks the chain; who asks while the same check goes on waits for that one. */
  check(mode: CheckMode): Promise<void>;
  /** What is known now. What is known is kept in memory: a row of the database would be no witness for itself. */
  state(): VerifierState;
}

export interface VerifierState {
  verdict: ChainVerdict | null;
  checkedAt: Date | null;
  wholeCheckedAt: Date | null;
  /** How far the check that goes on is; null while none does. */
  runningRows: number | null;
}

const verifiers = new WeakMap<Database, Verifier>();

/** The one of this process for its database. */
export function verifierOf(platform: AuditPlatform): Verifier {
  const found = verifiers.get(platform.database);
  if (found) return found;
  const made = createVerifier(platform);
  verifiers.set(platform.database, made);
  return made;
}

function createVerifier(platform: AuditPlatform): Verifier {
  const known: VerifierState = { verdict: null, checkedAt: null, wholeCheckedAt: null, runningRows: null };
  let running: { mode: CheckMode; done: Promise<void> } | null = null;

  async function walk(mode: CheckMode): Promise<void> {
    const from = mode === "newest" && known.verdict?.isWhole ? known.verdict.last : null;
    known.runningRows = from?.sequence ?? 0;
    try {
      known.verdict = await walkChain(platform, {
        from,
        onProgress: (rows) => {
          known.runningRows = rows;
        },
      });
      known.checkedAt = new Date();
      if (!from) known.wholeCheckedAt = known.checkedAt;
    } finally {
      known.runningRows = null;
      running = null;
    }
  }

  return {
    async check(mode) {
      while (running) {
        if (running.mode === mode || running.mode === "whole") return running.done;
        await running.done.catch(() => {});
      }
      running = { mode, done: walk(mode) };
      return running.done;
    },
    state: () => ({ ...known }),
  };
}
