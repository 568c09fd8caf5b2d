import type { Command, CommandFacts } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What the work of a command is given. */
export interface WorkContext<Input, Facts> {
  input: Input;
  facts: Facts;
  actor: Actor;
  operationId: string;
  platform: Platform;
  /** Aborts at the timeout, when the operation is cancelled, or when another worker has taken over. */
  signal: AbortSignal;
  /** A line of the operation's log. */
  log(line: string): void;
  /** How far it is: 0 to 100, or null where that is not known, and what is being done. */
  progress(percent: number | null, text: string): void;
  /**
   * One outside call. A step that finished in an earlier attempt is not made again: its result comes from the record,
   * so results are JSON. When a later step fails for good, the `undo`s run backwards.
   */
  step<Result>(
    name: string,
    work: () => Promise<Result>,
    undo?: (result: Result) => Promise<void>,
  ): Promise<Result>;
  /** The closing transaction: what becomes true together with "succeeded". Called once, last; gives the result. */
  close<Result>(write: (tx: Tx) => Promise<Result>): Promise<Result>;
}

export interface Handler<Input = unknown, Facts extends CommandFacts = CommandFacts> {
  command: Command<Input, Facts>;
  run(context: WorkContext<Input, Facts>): Promise<unknown>;
  /**
   * Writes, together with "failed" or "cancelled", what that means for the command's own rows; also where what had
   * begun waits for consent again, so that `begin` can be made again.
   */
  failed?(tx: Tx, context: FailureContext<Input>): Promise<void>;
}

export interface FailureContext<Input> {
  input: Input;
  operationId: string;
  targetId: string;
  message: string;
  isCancelled: boolean;
  /** Nothing of it was tried: it was cancelled before its turn, or waits for consent again without a step made. */
  isUntried: boolean;
}

/** The work of a command, for the record of all handlers. */
export function handler<Input, Facts extends CommandFacts, Result>(
  command: Command<Input, Facts, Result>,
  run: (context: WorkContext<Input, Facts>) => Promise<unknown>,
  more: Pick<Handler<Input, Facts>, "failed"> = {},
): Handler {
  return { command, run, ...more } as Handler<Input, Facts> as Handler;
}
