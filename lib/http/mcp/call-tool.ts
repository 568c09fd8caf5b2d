import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { Verb } from "#lib/commands.ts";
import { directRunner } from "#lib/http/door.ts";
import { commandResult, errorResult, readResult } from "#lib/http/mcp/answers.ts";
import type { Caller } from "#lib/http/mcp/caller.ts";
import { withModelDefaults } from "#lib/http/mcp/input-schema.ts";
import { isForMachines } from "#lib/http/mcp/presets.ts";
import { linesDefault, linesMax, readTail } from "#lib/http/mcp/read-stream.ts";
import { toolsOf, verbByTool } from "#lib/http/mcp/tools.ts";
import { AppError, notFound, toErrorBody } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { answerQuery, type Query, type Stream } from "#lib/operations/query.ts";
import { submit } from "#lib/operations/submit.ts";
import { recordAccess } from "#lib/platform/audit/access-log.ts";
import { tellingDatabaseAway } from "#lib/platform/db/database-away.ts";
import { clean } from "#lib/platform/known-secrets.ts";

type Input = Record<string, unknown>;

/** A tool's answer. What a model can cause is an answer too, so that it can mend it; nothing is thrown. */
export async function callTool(caller: Caller, name: string, input: Input): Promise<CallToolResult> {
  const { platform, origin } = caller;
  try {
    const verb = verbOffered(caller, name);
    return await callVerb(caller, verb, withModelDefaults(verb, input));
  } catch (error) {
    const body = clean(toErrorBody(tellingDatabaseAway(error)));
    const { requestId } = origin;
    if (body.status >= 500) platform.log.error({ err: error, requestId, tool: name }, "a tool failed");
    return errorResult(body, { requestId });
  }
}

/** What only people may do is passed on by any name: the spine refuses it, and has it on record. */
function verbOffered({ actor, areas }: Caller, name: string): Verb {
  const verb = verbByTool.get(name);
  if (!verb) throw notFound("tool");
  if (!isForMachines(verb) || toolsOf(areas, actor).some((tool) => tool.name === name)) return verb;
  throw new AppError(
    "FORBIDDEN",
    `${name} is not among the tools of this address. A person can add its area with ?tools=… and a key that may write.`,
  );
}

async function callVerb(caller: Caller, verb: Verb, input: Input): Promise<CallToolResult> {
  switch (verb.kind) {
    case "query":
      return readResult(z.record(z.string(), z.unknown()).parse(await read(caller, verb, input)));
    case "stream":
      return readResult({ ...(await readEnd(caller, verb, input)) });
    case "command": {
      const { platform, actor, origin, linkTo } = caller;
      const { reason } = input;
      const submission = { actor, origin, reason: typeof reason === "string" ? reason : null };
      return commandResult(await submit(platform, verb, input, submission, directRunner(platform)), linkTo);
    }
  }
}

/** Runs a query for the caller; its input may hold true, false and numbers as themselves. */
export async function read(caller: Caller, query: Query, raw: Input): Promise<unknown> {
  const { platform, actor, origin, signal } = caller;
  const context = { tx: platform.database.orm, actor, platform, signal };
  const { input, answer } = await answerQuery(query, asInAddress(raw), context);
  recordAccess(platform, actor, origin, query.name, input);
  return answer;
}

const TailInput = z.object({
  lines: z.coerce.number().int().min(1).max(linesMax).default(linesDefault),
  after: z.string().max(200).nullable().default(null),
});

/** The newest messages of a stream. */
export async function readEnd({ platform, actor, origin, signal }: Caller, stream: Stream, raw: Input) {
  const { lines, after } = parseInput(TailInput, raw);
  const input = parseInput(stream.input, raw);
  const tx = platform.database.orm;
  const tail = await readTail(stream, { tx, input, actor, platform, signal, lastEventId: after }, lines);
  recordAccess(platform, actor, origin, stream.name, input);
  return tail;
}

/** Queries are made for addresses, where true is a word. */
const asInAddress = (input: Input): Input =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, typeof value === "boolean" ? String(value) : value]),
  );
