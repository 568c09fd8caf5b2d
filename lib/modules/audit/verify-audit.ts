import { setTimeout as sleep } from "node:timers/promises";
import { ChainReport, VerifyAuditInput } from "#lib/modules/audit/schema.ts";
import { query } from "#lib/operations/query.ts";
import { type VerifierState, verifierOf } from "#lib/platform/audit/verifier.ts";

/** A longer check goes on behind the answer, which says how far it is. */
const waitMs = 20_000;

export const verifyAudit = query({
  name: "audit.verify",
  http: "GET /api/audit/verify",
  summary: "Check that the audit log is what was written to it",
  who: "admin",
  input: VerifyAuditInput,
  output: ChainReport,
  async read({ input, platform, signal }) {
    const verifier = verifierOf(platform);
    const over = new AbortController();
    const waited = sleep(waitMs, null, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => null);
    const checked = verifier.check(input.mode);
    // Who has stopped waiting does not hear of a failure; the next one who asks does.
    checked.catch(() => {});
    try {
      await Promise.race([checked, waited]);
    } finally {
      over.abort();
    }
    return reportOf(verifier.state());
  },
});

function reportOf({ verdict, checkedAt, wholeCheckedAt, runningRows }: VerifierState): ChainReport {
  return {
    isWhole: verdict?.isWhole ?? null,
    rows: verdict?.rows ?? 0,
    sealedUntil: verdict?.last?.at ?? null,
    unsealed: verdict?.unsealed ?? 0,
    unsealedSince: verdict?.unsealedSince ?? null,
    isAnchored: verdict?.isAnchored ?? false,
    brokenAtId: verdict?.broken?.id ?? null,
    why: verdict?.broken?.why ?? null,
    checkedAt: checkedAt?.toISOString() ?? null,
    wholeCheckedAt: wholeCheckedAt?.toISOString() ?? null,
    isRunning: runningRows !== null,
    checkedRows: runningRows ?? verdict?.rows ?? 0,
  };
}
