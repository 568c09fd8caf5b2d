import type { Handler } from "#lib/operations/handler.ts";

const handlers: readonly Handler[] = [];

const handlerByName: ReadonlyMap<string, Handler> = new Map(
  handlers.map((handler) => [handler.command.name, handler]),
);

/** The work of a command that touches the outside, by the command's name. */
export const findHandler = (commandName: string): Handler | undefined => handlerByName.get(commandName);
