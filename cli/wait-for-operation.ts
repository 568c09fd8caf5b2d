import { setTimeout as wait } from "node:timers/promises";
import { exitCodes } from "#cli/exit-codes.ts";
import { CliFailure, isPassing } from "#cli/failure.ts";
import type { Login } from "#cli/logins.ts";
import { linkOf, type Operation, readOperation } from "#cli/operation.ts";
import type { Output } from "#cli/output.ts";
import { oneLine } from "#cli/text.ts";
import { openStates } from "#lib/kernel/answer.ts";

const firstLookMs = 150;
const lookMaxMs = 1_000;

const marks: Readonly<Record<string, string>> = {
  running: "…",
  succeeded: "✓",
  failed: "✗",
  undone: "↩",
  not_undone: "!",
};

/** A server that starts again, or counts too many calls, is not given up at once. */
const patienceMs = 5 * 60_000;

/** An operation when it has ended, or waits for somebody again. Its steps are told to a person as they come. */
export async function waitForOperation(
  login: Login,
  id: string,
  output: Output,
  timeoutMs: number | null,
): Promise<Operation> {
  const until = timeoutMs === null ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
  const told = new Set<string>();
  let answeredAtMs = Date.now();
  for (let delayMs = firstLookMs; ; delayMs = Math.min(delayMs * 1.5, lookMaxMs)) {
    const operation = await readOperation(login, id).catch((error: unknown) => {
      if (isPassing(error) && Date.now() - answeredAtMs < patienceMs && Date.now() < until) return null;
      throw error;
    });
    if (operation === null) {
      await wait(lookMaxMs);
      continue;
    }
    answeredAtMs = Date.now();
    if (!output.isJson && process.stderr.isTTY) tellSteps(operation, told, output);
    const isOpen = openStates.some((state) => state === operation.state) && operation.state !== "held";
    if (!isOpen) return operation;
    if (Date.now() + delayMs > until) throw tooLong(login, operation);
    await wait(delayMs);
  }
}

const tooLong = (login: Login, operation: Operation) =>
  new CliFailure(exitCodes.failed, `It is still ${operation.state}; it goes on without this call.`, {
    hints: [`See it with \`lockkeeper ops show ${operation.id}\`, or at ${linkOf(login, operation)}`],
    body: { operation },
  });

function tellSteps({ steps = [] }: Operation, told: Set<string>, output: Output): void {
  for (const [index, { name, state, error }] of steps.entries()) {
    const mark = marks[state];
    const key = `${index} ${state}`;
    if (mark === undefined || told.has(key)) continue;
    told.add(key);
    output.note(output.paintNote("dim", `  ${mark} ${oneLine(name)}${error ? `: ${oneLine(error)}` : ""}`));
  }
}
