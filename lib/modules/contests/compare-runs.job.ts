import { compareRuns } from "#lib/modules/contests/compare-runs.ts";
import { startAsked } from "#lib/modules/runs/start-asked.ts";
import { handler } from "#lib/operations/handler.ts";

export const runCompareRuns = handler(compareRuns, startAsked);
