import { resolveConflict } from "#lib/modules/runs/resolve-conflict.ts";
import { startAsked } from "#lib/modules/runs/start-asked.ts";
import { handler } from "#lib/operations/handler.ts";

export const runResolveConflict = handler(resolveConflict, startAsked);
