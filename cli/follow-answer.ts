import { z } from "zod";
import type { CliVerb } from "#cli/catalogue.ts";
import { type ExitCode, exitCodeOfState, exitCodes } from "#cli/exit-codes.ts";
import { followStream } from "#cli/follow-stream.ts";
import { send } from "#cli/http.ts";
import type { CommandBody } from "#cli/operation.ts";
import { messagePrinter } from "#cli/print-message.ts";
import { type Input, requestOf } from "#cli/request-of.ts";
import type { Session } from "#cli/session.ts";

const Done = z.object({
  state: z.string().optional(),
  data: z.looseObject({ state: z.string() }).optional(),
});

/** Prints a stream to its end; the code tells how what it was about ended. */
export async function followVerb(session: Session, verb: CliVerb, input: Input): Promise<ExitCode> {
  const { login, output } = session;
  const printer = messagePrinter(output, await runIdOf(session, verb, input));
  const onConnection = (state: "lost" | "back") =>
    output.note(
      output.paintNote("dim", state === "lost" ? "The connection is lost; trying again …" : "Back."),
    );
  let code: ExitCode = exitCodes.done;
  try {
    for await (const message of followStream({ login, request: requestOf(verb, input), onConnection })) {
      printer.print(message);
      if (message.event !== "done") continue;
      const { state, data } = Done.parse(message.data);
      code = exitCodeOfState(data?.state ?? state ?? "succeeded");
    }
  } finally {
    printer.end();
  }
  return code;
}

const WithRun = z.object({ currentRun: z.object({ id: z.string() }).nullable() });

/** The run that a task's output is of: who is to answer it needs its id. */
async function runIdOf(
  { login, catalogue }: Session,
  { name }: CliVerb,
  input: Input,
): Promise<string | null> {
  const { runId, projectId, taskId } = input;
  if (typeof runId === "string") return runId;
  const read = catalogue.find((verb) => verb.name === "task.read");
  if (name !== "run.follow-output" || !read) return null;
  const task = WithRun.safeParse((await send(login, requestOf(read, { projectId, taskId }))).body);
  return task.success ? (task.data.currentRun?.id ?? null) : null;
}

/** Follows what a command started: the agent's run where there is one, else the operation's log. */
export async function followAnswer(session: Session, input: Input, answer: CommandBody): Promise<ExitCode> {
  const find = (name: string) => session.catalogue.find((verb) => verb.name === name);
  const output = find("run.follow-output");
  const { projectId, taskId } = input;
  if (output && "run" in answer && projectId !== undefined && taskId !== undefined) {
    return followVerb(session, output, { projectId, taskId });
  }
  const log = find("operation.follow-log");
  if (!log || !answer.operation) return exitCodes.done;
  return followVerb(session, log, { operationId: answer.operation.id });
}
