import { randomUUID } from "node:crypto";
import type { CliVerb } from "#cli/catalogue.ts";
import { describeHeld, describeWaiting } from "#cli/describe-held.ts";
import { type ExitCode, exitCodeOfError, exitCodeOfState, exitCodes } from "#cli/exit-codes.ts";
import { CliFailure } from "#cli/failure.ts";
import { followAnswer } from "#cli/follow-answer.ts";
import { send } from "#cli/http.ts";
import { CommandBody, cancelOperation, linkOf, type Operation } from "#cli/operation.ts";
import type { Output } from "#cli/output.ts";
import type { Call } from "#cli/parse-call.ts";
import { askYesNo } from "#cli/read-secret.ts";
import { renderFields } from "#cli/render.ts";
import { type Input, requestOf } from "#cli/request-of.ts";
import type { Session } from "#cli/session.ts";
import { waitForOperation } from "#cli/wait-for-operation.ts";
import { openStates } from "#lib/kernel/answer.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";

/** Asks for a change, and stays with it: through its confirmation where the key may give one, and to its end. */
export async function runCommand(
  session: Session,
  verb: CliVerb,
  call: Call,
  input: Input,
): Promise<ExitCode> {
  const { body } = await send(session.login, requestOf(verb, input));
  return finishCommand(session, { verb, call, input }, CommandBody.parse(body ?? {}));
}

interface Asked {
  verb: CliVerb;
  call: Call;
  input: Input;
  /** Somebody else asked for it: it is not for this call to take back. */
  isOfOther?: boolean;
  /** Said with a confirmation. */
  reason?: string | undefined;
}

/** From the first answer to the last word. */
export async function finishCommand(session: Session, asked: Asked, first: CommandBody): Promise<ExitCode> {
  const { login, output } = session;
  const { call } = asked;
  // A result of its own: it was done at once. What answers another operation speaks of that one.
  const isAboutAnother = asked.verb.name.startsWith("operation.");
  if (!first.operation || !isOperationOfAnswer(first) || isAboutAnother) return sayDone(session, first);
  const answer = first.operation.state === "held" ? await confirmHeld(session, asked, first) : first;
  if (answer === "withdrawn") return exitCodes.failed;
  const { operation } = answer;
  if (!operation || operation.state === "held") return sayHeld(session, answer);
  if (call.isFollowing) return followAnswer(session, asked.input, answer);
  if (!isOpen(operation)) return sayEnd(session, { ...answer, operation });
  if (!call.isWaiting) {
    if (output.isJson) output.printJson(answer);
    else output.note(`It is ${operation.state}: ${linkOf(login, operation)}`);
    return exitCodes.done;
  }
  const ended = await waitForOperation(login, operation.id, output, call.timeoutMs);
  return sayEnd(session, { ...answer, operation: ended });
}

/** A result may hold an operation as its own matter: only what the door adds has a command and a state. */
const isOperationOfAnswer = ({ operation, ...rest }: CommandBody): boolean =>
  operation !== undefined && !("id" in rest);

const isOpen = ({ state }: Operation): boolean => openStates.some((open) => open === state);

/** Confirms MEDIUM with the token of the answer: with `--yes`, or when the person says so. Never anything above. */
async function confirmHeld(
  session: Session,
  { call, isOfOther = false, reason }: Asked,
  held: CommandBody,
): Promise<CommandBody | "withdrawn"> {
  const { login, output } = session;
  const { operation, confirm } = held;
  if (!operation || !confirm || !mayConfirmHere(operation)) return held;
  if (!call.isYes) {
    if (!output.canAsk) return held;
    output.note(describeHeld(operation, output.paintNote));
    if (!(await askYesNo("Go on?"))) {
      if (isOfOther) return held;
      await cancelOperation(login, operation.id);
      output.note("Cancelled; nothing was done.");
      return "withdrawn";
    }
  }
  const { body } = await send(login, {
    method: "POST",
    path: "/api/protection/confirm",
    body: { token: confirm.token, ...(reason === undefined ? {} : { reason }) },
    headers: { "idempotency-key": randomUUID() },
  });
  const { confirm: _next, ...confirmed } = CommandBody.parse(body);
  return confirmed;
}

/** From HIGH on, and where a name is to be typed, people answer in the browser. */
export const mayConfirmHere = ({ level, typedName }: Operation): boolean =>
  level !== undefined && !isAtLeast(level, "HIGH") && !typedName;

function sayHeld({ login, output }: Session, answer: CommandBody): ExitCode {
  const { operation, confirm } = answer;
  if (output.isJson) output.printJson(answer);
  if (operation && !output.isJson) {
    output.note(describeHeld(operation, output.paintNote));
    output.note(describeWaiting(login, operation));
    if (confirm && mayConfirmHere(operation)) {
      output.note(`Or confirm it here: lockkeeper ops confirm ${operation.id} --yes`);
    }
  }
  return exitCodes.held;
}

function sayDone({ output }: Session, result: CommandBody): ExitCode {
  if (output.isJson) output.printJson(result);
  else if (Object.keys(result).length === 0) output.note("Done.");
  else {
    output.print(renderFields(result, output));
    const isShownOnce = ["key", "secret", "link"].some((field) => typeof result[field] === "string");
    if (isShownOnce) output.note("Keep it now: it is not shown again.");
  }
  return exitCodes.done;
}

/** What the first answer told of what was made; how it stood then is over. */
function sayResult(output: Output, answer: CommandBody): void {
  const { operation: _operation, confirm: _confirm, run: _run, ...made } = answer;
  const lasting = Object.fromEntries(
    Object.entries(made).map(([name, value]) => [name, withoutState(value)] as const),
  );
  if (Object.keys(made).length > 0) output.print(renderFields(lasting, output));
  output.note(output.paintNote("green", "Done."));
}

function withoutState(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "state" && key !== "status"));
}

/** How it ended: done, held again, or why not. */
function sayEnd(session: Session, answer: CommandBody & { operation: Operation }): ExitCode {
  const { login, output } = session;
  const { operation } = answer;
  const { state, error } = operation;
  if (state === "held") return sayHeld(session, answer);
  if (state === "succeeded") {
    if (output.isJson) output.printJson(answer);
    else sayResult(output, answer);
    return exitCodes.done;
  }
  const code = error ? exitCodeOfError(error.type) : exitCodeOfState(state);
  // What was asked for was well formed: an input that its work refused is a failure of the work.
  throw new CliFailure(
    code === exitCodes.usage ? exitCodes.failed : code,
    error?.message ?? `It is ${state}.`,
    {
      hints: [`See what happened: ${linkOf(login, operation)}`],
      body: answer,
    },
  );
}
