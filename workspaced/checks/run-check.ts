import { access } from "node:fs/promises";
import type { CheckAnswer } from "../protocol/checks.ts";
import { runProgram } from "../run-program.ts";
import { createHeadAndTail } from "./head-and-tail.ts";

const outputCharactersMax = 60_000;
const graceMs = 5000;

/**
 * Runs a person's command line in `cwd` by their kind of shell, in a clean environment. A failing command is an answer. When
 * it is done, at the deadline, or when the caller goes, all that it started ends.
 */
export async function runCheck(
  cwd: string,
  command: string,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<CheckAnswer> {
  const startedAtMs = Date.now();
  const output = createHeadAndTail(outputCharactersMax);
  const deadline = AbortSignal.timeout(deadlineMs);
  const answerWith = (exitCode: number | null, isTimedOut: boolean): CheckAnswer => ({
    exitCode,
    isTimedOut,
    ...output.end(),
    durationMs: Date.now() - startedAtMs,
  });
  try {
    const result = await runProgram(await shell(), ["-c", command], {
      cwd,
      env: { TERM: "dumb", CI: "1", GIT_TERMINAL_PROMPT: "0" },
      deadlineMs: deadlineMs + graceMs * 2,
      graceMs,
      endsGroup: true,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      onStdout: output.write,
      onStderr: output.write,
    });
    return answerWith(result.code, false);
  } catch (error) {
    if (!deadline.aborted) throw error;
    return answerWith(null, true);
  }
}

const shell = (): Promise<string> =>
  access("/bin/bash").then(
    () => "/bin/bash",
    () => "/bin/sh",
  );
