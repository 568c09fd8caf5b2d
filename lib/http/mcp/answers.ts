import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { shorten } from "#lib/http/mcp/shorten.ts";
import type { CommandAnswer, HeldOperation } from "#lib/kernel/answer.ts";
import { wordsOfChange } from "#lib/kernel/change-words.ts";
import type { DangerLevel } from "#lib/kernel/danger.ts";
import type { ErrorBody, ErrorType } from "#lib/kernel/errors.ts";

/** What tools answer: `structuredContent` for programs, and the same in words for the many clients that show only text. */

type Content = Record<string, unknown>;

/** `isWhole`: the words say all that the content does. */
function result(words: string, content: Content, { isError = false, isWhole = false } = {}): CallToolResult {
  const { text, value } = shorten(content);
  const all = isWhole ? words : `${words}\n${text}`.trim();
  return {
    content: [{ type: "text", text: all }],
    structuredContent: value,
    ...(isError ? { isError: true } : {}),
  };
}

export const readResult = (content: Content): CallToolResult => result("", content);

/** `link` leads a person to an operation in the dashboard. */
export function commandResult(answer: CommandAnswer, link: (operationId: string) => string): CallToolResult {
  switch (answer.outcome) {
    case "done": {
      const { operation } = answer;
      return result(`Done: ${operation.command}.`, {
        outcome: "done",
        result: answer.result ?? null,
        operation,
      });
    }
    case "accepted": {
      const { operation } = answer;
      const words = `Accepted, not done yet: ${operation.command}. Look again with operation_read.`;
      const lookAgain = lookAgainAt(operation.id);
      return result(words, { outcome: "accepted", result: answer.result ?? null, operation, lookAgain });
    }
    case "held":
      return heldResult(answer.operation, link(answer.operation.id));
    case "error": {
      const { error, operation, requestId } = answer;
      return errorResult(error, { requestId, ...(operation ? { operation } : {}) });
    }
  }
}

const lookAgainAt = (operationId: string) => ({ tool: "operation_read", arguments: { operationId } });

const whoAnswers: Record<DangerLevel, string> = {
  SAFE: "nobody has to",
  LOW: "nobody has to",
  MEDIUM: "a person with write access to it, in the dashboard or with a command line of their own",
  HIGH: "signed-in people with write access to it, in the dashboard: once with the typed name, and again after the cooldown",
  CRITICAL:
    "signed-in people with write access to it, in the dashboard: once with the typed name, and again after the cooldown; and an administrator who neither asked nor confirmed",
};

const lossesNamedMax = 20;

/** What is being waited for, by whom and until when. Never a token: nothing that an agent sends can confirm it. */
function heldResult(operation: HeldOperation, link: string): CallToolResult {
  const { id, level, warning, target, needs, losses, changes, expiresAt } = operation;
  const missing = needs.filter(({ met }) => !met).map(({ how }) => how);
  const going = losses.slice(0, lossesNamedMax).map(({ kind, name }) => `${kind}: ${name}`);
  const words = [
    `HELD, nothing has happened: ${operation.command} of ${target.kind} "${target.name}" (danger level ${level}). ${warning}`,
    changes.length > 0 ? `What would change: ${changes.map(wordsOfChange).join("; ")}.` : "",
    going.length > 0 ? `What would go: ${going.join("; ")}.` : "",
    `It waits for: ${missing.join(" ")}`,
    `Who can answer: ${whoAnswers[level]}. You cannot confirm it yourself. Tell the person: ${link}`,
    expiresAt ? `It can be answered until ${expiresAt}.` : "",
    `Do not ask again: see how it stands with operation_read (operationId ${id}), or take it back with operation_cancel.`,
  ];
  const content = {
    outcome: "held",
    operation,
    waitsFor: missing,
    whoCanAnswer: whoAnswers[level],
    answerUntil: expiresAt,
    link,
    lookAgain: lookAgainAt(id),
  };
  return result(words.filter(Boolean).join("\n"), content, { isWhole: true });
}

const whatToDo: Partial<Record<ErrorType, string>> = {
  VALIDATION_ERROR: "Mend the field that is named, then call again.",
  UNAUTHORIZED: "The key is no longer valid: a person has to give you another one.",
  FORBIDDEN: "This is not for you to do; ask a person, who can do it in the dashboard.",
  NOT_FOUND: "Look up the id with the list tools; your key may be bound to one project.",
  CONFLICT: "Read its state again before you go on.",
  REQUIREMENTS_NOT_MET: "Meet what is missing first; each line says how.",
  RATE_LIMITED: "Wait a minute, then go on more slowly.",
  SERVICE_UNAVAILABLE: "Wait a little, then try once more.",
  PROVIDER_ERROR: "Another system failed; try once more, then tell a person.",
};

/** The door's own shape of an error, with what to do about it. */
export function errorResult(
  error: Omit<ErrorBody, "type"> & { type: string },
  more: Content = {},
): CallToolResult {
  const hint =
    whatToDo[error.type as ErrorType] ?? "Try once more; if it stays, tell a person the request id.";
  return result(
    `${error.type}: ${error.message} ${hint}`,
    { error, whatToDo: hint, ...more },
    { isError: true },
  );
}
