import type { z } from "zod";
import type { Change, Dependant, LastBackup, Loss, Target } from "#lib/kernel/answer.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Access, ActionName, FactRequirement, Trait } from "#lib/protection/actions.ts";

/** Method and path of the REST door; `:name` in the path is a field of the input. */
export type HttpLine = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /api/${string}`;

/** What a fact loader found about the target; a command may add what its own work needs. */
export interface CommandFacts {
  target: Target;
  access: Access;
  /** It concerns nobody but the person who asks: they confirm it themselves, whatever they may do in the project. */
  isOwn?: boolean;
  traits?: readonly Trait[];
  /** Facts that hold; one that is not here does not. */
  held?: Partial<Record<FactRequirement, boolean>>;
  /** What goes when it runs, for the person who confirms. */
  losses?: readonly Loss[];
  /** What rests on what would go. */
  dependants?: readonly Dependant[];
  /** What becomes what, for the person who confirms; a consent relies on it. Never a secret's text. */
  changes?: readonly Change[];
  /** The newest backup of what would go; none where it is missing. */
  lastBackup?: LastBackup | null;
  /** What a consent relies on: when it has changed by the time the work runs, it is asked again. */
  fingerprint?: unknown;
}

export interface ApplyContext<Input, Facts> {
  input: Input;
  facts: Facts;
  actor: Actor;
  operationId: string;
  /** The reason given with the request. */
  reason: string | null;
  platform: Platform;
}

export interface Work<Input> {
  timeoutMs: number;
  attemptsMax: number;
  /** Two operations with one key never run at once. */
  key(input: Input): string;
  /** Done while the caller waits, by the process that was asked; for calls that take milliseconds. */
  isDirect?: boolean;
}

interface Declaration<Input, Facts extends CommandFacts, Seen = unknown> {
  name: ActionName;
  http: HttpLine;
  /** Further addresses of the same command. */
  alsoAt?: readonly HttpLine[];
  /** One line for the API reference. */
  summary: string;
  input: z.ZodType<Input>;
  /**
   * What success is answered with: the whole body where it is done at once, else what stands beside `operation` in
   * the 202. Left out where there is nothing to say but the operation.
   */
  output?: z.ZodType;
  /** Fields of the input that are kept encrypted and never shown. */
  secrets?: readonly string[];
  /** Fields of the result that its answer carries and no record keeps. */
  shownOnce?: readonly string[];
  /** Fields too long to keep with the operation; such a command can be held only while they are small. */
  bulky?: readonly string[];
  /** True where success made something: the REST door answers 201. */
  creates?: boolean;
  /**
   * Looks at the outside before the facts are loaded, for no network call is made inside a transaction: whenever the
   * command is asked for, confirmed or about to run. Writes down what it saw where `facts` reads it, or hands it over
   * as `seen`. Has 3 s; when it fails, `seen` is undefined and the facts speak of what was written down last.
   */
  prepare?(platform: Platform, input: Input, actor: Actor): Promise<Seen>;
  /**
   * Loads what the decision depends on; throws NOT_FOUND for what the actor may not see. `operationId`: of the
   * operation that has begun and is about to run, so that what its own `begin` wrote does not stand in its way.
   */
  facts(tx: Tx, input: Input, actor: Actor, seen?: Seen, operationId?: string): Promise<Facts>;
}

/** A command of the database only: `apply` runs in the transaction that records the operation. */
interface AppliedDeclaration<Input, Facts extends CommandFacts, Result, Seen = unknown>
  extends Declaration<Input, Facts, Seen> {
  apply(tx: Tx, context: ApplyContext<Input, Facts>): Promise<Result>;
  begin?: undefined;
  work?: undefined;
}

/** A command that touches the outside: its handler runs as a job. */
interface WorkedDeclaration<Input, Facts extends CommandFacts, Result, Seen = unknown>
  extends Declaration<Input, Facts, Seen> {
  apply?: undefined;
  /** Writes, in the transaction that records the operation, the rows that the answer speaks of. */
  begin?(tx: Tx, context: ApplyContext<Input, Facts>): Promise<Result>;
  work: Work<Input>;
}

export type Command<Input = unknown, Facts extends CommandFacts = CommandFacts, Result = unknown> = {
  kind: "command";
} & (AppliedDeclaration<Input, Facts, Result> | WorkedDeclaration<Input, Facts, Result>);

/** Any command, for the places that treat all alike; inputs reach it only through its own schema. */
export type AnyCommand = Command;

/** Declares a command; its level, who may ask and its sentence stand in the catalogue under the same name. */
export function command<Input, Facts extends CommandFacts, Result, Seen = void>(
  declaration: AppliedDeclaration<Input, Facts, Result, Seen>,
): Command<Input, Facts, Result>;
export function command<Input, Facts extends CommandFacts, Result = null, Seen = void>(
  declaration: WorkedDeclaration<Input, Facts, Result, Seen>,
): Command<Input, Facts, Result>;
export function command(
  declaration:
    | AppliedDeclaration<unknown, CommandFacts, unknown>
    | WorkedDeclaration<unknown, CommandFacts, unknown>,
): Command {
  return { kind: "command", ...declaration };
}

/** Finds a command by its name, for what has to run one that was asked for earlier. */
export type FindCommand = (name: string) => AnyCommand | undefined;
