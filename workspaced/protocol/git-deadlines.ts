/**
 * How long git may take, from the inside out: one git; the call that waits for it, where two large ones may come after
 * each other; the job that waits for the call. Each is longer than what it holds, so that the inner one's own word is heard.
 */
export const gitDeadlines = {
  read: { gitMs: 120_000, callMs: 130_000 },
  change: { gitMs: 600_000, callMs: 1_300_000, jobMs: 1_320_000 },
} as const;
