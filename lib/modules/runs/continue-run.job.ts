import { continueRun } from "#lib/modules/runs/continue-run.ts";
import { startAsked } from "#lib/modules/runs/start-asked.ts";
import { handler } from "#lib/operations/handler.ts";

export const runContinueRun = handler(continueRun, startAsked);
