import { runCloseTerminal } from "#lib/modules/terminals/close-terminal.job.ts";
import { runOpenTerminal } from "#lib/modules/terminals/open-terminal.job.ts";
import type { Handler } from "#lib/operations/handler.ts";

const handlers: readonly Handler[] = [runCloseTerminal, runOpenTerminal];

/** The work of every command that touches the outside, by the command's name. */
export const handlerByName: ReadonlyMap<string, Handler> = new Map(
  handlers.map((handler) => [handler.command.name, handler]),
);
