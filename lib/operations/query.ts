import type { z } from "zod";
import { forbidden } from "#lib/kernel/errors.ts";
import type { HttpLine } from "#lib/operations/command.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { EventHub } from "#lib/platform/events/hub.ts";
import type { Platform } from "#lib/platform/platform.ts";

export interface QueryContext<Input> {
  /** The pool: a query reads and never writes. */
  tx: Tx;
  input: Input;
  actor: Actor;
  platform: Platform;
  /** Aborts when the caller has gone. */
  signal: AbortSignal;
}

/** Something that can be read. `read` takes the actor and leaves out, or calls not found, what they may not see. */
export interface Query<Input = unknown, Output = unknown> {
  kind: "query";
  name: string;
  http: HttpLine;
  summary: string;
  /** `admin`: for owners and admins alone, and keys of theirs that are bound to no project. */
  who?: "admin";
  input: z.ZodType<Input>;
  output: z.ZodType<Output>;
  read(context: QueryContext<Input>): Promise<Output>;
}

/** One message of a stream of server-sent events. */
export interface StreamMessage {
  id?: string;
  event: string;
  data: unknown;
}

export interface StreamContext<Input> extends QueryContext<Input> {
  /** What the client saw last, when it comes back. */
  lastEventId: string | null;
  /** Says when there may be more to tell. */
  hub: Pick<EventHub, "onWake">;
}

/** Something that can be followed. */
export interface Stream<Input = unknown> {
  kind: "stream";
  name: string;
  http: HttpLine;
  summary: string;
  input: z.ZodType<Input>;
  open(context: StreamContext<Input>): Promise<AsyncIterable<StreamMessage>>;
}

export function query<Input, Output>(declaration: Omit<Query<Input, Output>, "kind">): Query<Input, Output> {
  return { kind: "query", ...declaration };
}

export function stream<Input>(declaration: Omit<Stream<Input>, "kind">): Stream<Input> {
  return { kind: "stream", ...declaration };
}

export const runQuery = async <Input, Output>(
  declaration: Query<Input, Output>,
  rawInput: unknown,
  context: Omit<QueryContext<Input>, "input">,
): Promise<Output> => (await answerQuery(declaration, rawInput, context)).answer;

/** The answer, and the input as the query read it: nothing is in there that it does not ask for. */
export async function answerQuery<Input, Output>(
  declaration: Query<Input, Output>,
  rawInput: unknown,
  context: Omit<QueryContext<Input>, "input">,
): Promise<{ input: Input; answer: Output }> {
  const { actor } = context;
  if (declaration.who === "admin" && (actor.role === "member" || actor.projectId !== null)) {
    throw forbidden("This is for the owners and admins of the installation.");
  }
  const input = parseInput(declaration.input, rawInput);
  return { input, answer: await declaration.read({ ...context, input }) };
}
