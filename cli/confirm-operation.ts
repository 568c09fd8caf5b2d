import { randomUUID } from "node:crypto";
import type { CliVerb } from "#cli/catalogue.ts";
import type { ExitCode } from "#cli/exit-codes.ts";
import { usageFailure } from "#cli/failure.ts";
import { send } from "#cli/http.ts";
import { askForToken, CommandBody, readOperation } from "#cli/operation.ts";
import type { Call } from "#cli/parse-call.ts";
import { finishCommand, mayConfirmHere } from "#cli/run-command.ts";
import type { Session } from "#cli/session.ts";
import { readWords, sharedFlags } from "#cli/words.ts";

const flags = {
  ...sharedFlags,
  yes: "switch",
  "no-wait": "switch",
  follow: "switch",
  reason: "value",
} as const;

/**
 * `ops confirm`, by the token that a held answer carried, or by the operation's id: then what it would do is shown, and
 * asked about again; who says no leaves it as it is. From HIGH on it is answered in the browser.
 */
export async function confirmOperation(
  session: Session,
  verb: CliVerb,
  args: readonly string[],
): Promise<ExitCode> {
  const words = readWords(args, flags);
  const [given, ...others] = words.positional;
  if (given === undefined || others.length > 0)
    throw usageFailure("Say which: lockkeeper ops confirm <operation or token>");
  const call: Call = {
    input: {},
    project: null,
    workspace: null,
    isYes: words.flags.has("yes"),
    isWaiting: !words.flags.has("no-wait"),
    isFollowing: words.flags.has("follow"),
    isAll: false,
    timeoutMs: null,
  };
  const reason = words.flags.get("reason")?.[0];
  const asked = { verb: { ...verb, name: "confirmed" }, call, input: {}, isOfOther: true, reason };
  const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(given);
  const { login } = session;
  if (isId) {
    const operation = await readOperation(login, given);
    const isForHere = operation.state === "held" && mayConfirmHere(operation);
    const held = isForHere ? await askForToken(login, given) : { operation };
    return finishCommand(session, asked, held);
  }
  const { body } = await send(login, {
    method: "POST",
    path: "/api/protection/confirm",
    body: { token: given, ...(reason === undefined ? {} : { reason }) },
    headers: { "idempotency-key": randomUUID() },
  });
  const { confirm: _next, ...confirmed } = CommandBody.parse(body);
  return finishCommand(session, asked, confirmed);
}
