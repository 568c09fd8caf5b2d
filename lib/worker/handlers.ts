import type { Handler } from "#lib/operations/handler.ts";

const handlers: readonly Handler[] = [];

/** The work of every command that touches the outside, by the command's name. */
export const handlerByName: ReadonlyMap<string, Handler> = new Map(
  handlers.map((handler) => [handler.command.name, handler]),
);
