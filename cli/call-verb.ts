import { z } from "zod";
import type { CliVerb } from "#cli/catalogue.ts";
import { confirmOperation } from "#cli/confirm-operation.ts";
import { describeHeld, describeWaiting } from "#cli/describe-held.ts";
import { type ExitCode, exitCodes } from "#cli/exit-codes.ts";
import { CliFailure, usageFailure } from "#cli/failure.ts";
import { followVerb } from "#cli/follow-answer.ts";
import { printBytes, send } from "#cli/http.ts";
import { linkOf, Operation } from "#cli/operation.ts";
import { type Call, parseCall } from "#cli/parse-call.ts";
import { messagePrinter } from "#cli/print-message.ts";
import { renderAnswer } from "#cli/render.ts";
import { completeInput, type Input, requestOf } from "#cli/request-of.ts";
import { runCommand } from "#cli/run-command.ts";
import type { Session } from "#cli/session.ts";
import { verifyAudit } from "#cli/verify-audit.ts";

/** Calls a verb with the words behind it. */
export async function callVerb(session: Session, verb: CliVerb, args: readonly string[]): Promise<ExitCode> {
  if (verb.name === "operation.confirm") return confirmOperation(session, verb, args);
  const call = await parseCall(verb, args);
  const input = await completeInput(session.login, verb, call);
  try {
    if (verb.kind === "bytes" && session.output.isJson)
      throw usageFailure("This comes as the file it is; leave --json out.");
    if (verb.kind === "bytes") return await printBytes(session.login, requestOf(verb, input));
    if (verb.kind === "stream") return await followVerb(session, verb, input);
    if (verb.kind === "command") return await runCommand(session, verb, call, input);
    if (verb.name === "audit.verify") return await verifyAudit(session, verb, input);
    return await readAnswer(session, verb, call, input);
  } catch (error) {
    throw withLink(session, input, error);
  }
}

/** What a key may not do to an operation, a person does where the link leads. */
function withLink({ login }: Session, { operationId }: Input, error: unknown): unknown {
  const isDenied = error instanceof CliFailure && error.exitCode === exitCodes.denied;
  if (!isDenied || typeof operationId !== "string") return error;
  const { exitCode, message, hints, body, cause } = error;
  const hint = `A signed-in person answers it at ${linkOf(login, { id: operationId, state: "held" })}`;
  return new CliFailure(exitCode, message, { hints: [hint, ...hints], body, cause });
}

const Page = z.looseObject({ items: z.array(z.unknown()), nextCursor: z.unknown() });

async function readAnswer(session: Session, verb: CliVerb, call: Call, input: Input): Promise<ExitCode> {
  const { login, output, catalogue } = session;
  const log = catalogue.find(({ name }) => name === verb.name.replace(/\.read$/, ".follow-log"));
  if (call.isFollowing && log && log !== verb) {
    // A log that can be read without being followed has to be told.
    const isTold = log.fields.some(({ name }) => name === "follow");
    return followVerb(session, log, isTold ? { ...input, follow: true } : input);
  }
  const body = await (call.isAll ? readAll(session, verb, input) : readOnce(session, verb, input));
  if (output.isJson) output.printJson(body);
  else if (verb.name === "run.list-events") printEvents(session, body);
  else output.print(renderAnswer(verb, body, output));
  if (!output.isJson) {
    tellMore(session, body);
    const held = verb.name === "operation.read" ? Operation.safeParse(body) : undefined;
    if (held?.success && held.data.state === "held") {
      output.note(`\n${describeHeld(held.data, output.paintNote)}\n${describeWaiting(login, held.data)}`);
    } else if (held?.success) output.note(`\n${linkOf(login, held.data)}`);
  }
  return exitCodes.done;
}

/** What a run said reads as it did while it was said. */
function printEvents({ output }: Session, body: unknown): void {
  const printer = messagePrinter(output, null);
  for (const data of Page.parse(body).items) printer.print({ id: null, event: "event", data });
  printer.end();
}

const readOnce = async ({ login }: Session, verb: CliVerb, input: Input) =>
  (await send(login, requestOf(verb, input))).body;

async function readAll(session: Session, verb: CliVerb, input: Input): Promise<unknown> {
  const items: unknown[] = [];
  for (let cursor: unknown = input.cursor; ; ) {
    const asked = { ...input, limit: input.limit ?? 200, ...(cursor === undefined ? {} : { cursor }) };
    const page = Page.parse(await readOnce(session, verb, asked));
    items.push(...page.items);
    if (page.nextCursor === null || page.nextCursor === undefined || page.items.length === 0) {
      return { ...page, items };
    }
    cursor = page.nextCursor;
  }
}

const Counts = z.object({ counts: z.object({ waiting: z.number(), mine: z.number() }) });

function tellMore({ output }: Session, body: unknown): void {
  const page = Page.safeParse(body);
  const queue = Counts.safeParse(body);
  if (queue.success) {
    const { waiting, mine } = queue.data.counts;
    output.note(output.paintNote("dim", `${waiting} you can answer now, ${mine} you asked for.`));
  }
  if (!page.success || !page.data.nextCursor) return;
  output.note(output.paintNote("dim", "There is more: add --all, or narrow it down."));
}
