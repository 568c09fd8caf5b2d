import { startAsked } from "#lib/modules/runs/start-asked.ts";
import { startRun } from "#lib/modules/runs/start-run.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStartRun = handler(startRun, startAsked);
