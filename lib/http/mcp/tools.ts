import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import { type Verb, verbByName } from "#lib/commands.ts";
import { inputSchemaOf } from "#lib/http/mcp/input-schema.ts";
import { verbsOf } from "#lib/http/mcp/presets.ts";
import { type DangerLevel, isAtLeast } from "#lib/kernel/danger.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { type ActionRow, actionRow } from "#lib/protection/actions.ts";

/** `run.follow-output` is `run_tail_output`: a tool answers once, so it reads the end of what a stream follows. */
export const toolNameOf = ({ name, kind }: Verb): string =>
  (kind === "stream" ? name.replace(".follow-", ".tail-") : name).replaceAll(/[.-]/g, "_");

/** Every verb by the name of its tool, also those that no address offers: a call of one is answered by the spine. */
export const verbByTool: ReadonlyMap<string, Verb> = new Map(
  [...verbByName.values()].map((verb) => [toolNameOf(verb), verb]),
);

const described = new Map<string, Tool>();

/** The tools of an address; a key without the scope to write is given those that read. */
export function toolsOf(areas: string | null, { scopes }: Pick<Actor, "scopes">): Tool[] {
  const isReadOnly = scopes !== null && !scopes.includes("write");
  return verbsOf(areas)
    .filter((verb) => !isReadOnly || verb.kind !== "command")
    .map(describe);
}

function describe(verb: Verb): Tool {
  const known = described.get(verb.name) ?? describeAnew(verb);
  described.set(verb.name, known);
  return known;
}

function describeAnew(verb: Verb): Tool {
  const name = toolNameOf(verb);
  const inputSchema = inputSchemaOf(verb);
  const summary = verb.summary.replace(/[.\s]*$/, ".");
  if (verb.kind !== "command") {
    const what = verb.kind === "stream" ? `${summary} Gives the newest entries.` : summary;
    const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true };
    return { name, description: `${what} ${wordsOfLevel.SAFE}`, inputSchema, annotations };
  }
  const row = actionRow(verb.name);
  const method = verb.http.split(" ", 1)[0] ?? "";
  return {
    name,
    description: `${summary} ${row.sentence} ${dangerWords(row)}`,
    inputSchema,
    annotations: {
      readOnlyHint: false,
      destructiveHint: isAtLeast(row.level, "MEDIUM"),
      // PUT and DELETE aim at an end state: asked twice, they lead to the same.
      idempotentHint: method === "PUT" || method === "DELETE",
    },
  };
}

const wordsOfLevel: Record<DangerLevel, string> = {
  SAFE: "Danger level SAFE: it only reads.",
  LOW: "Danger level LOW: it runs at once and is recorded.",
  MEDIUM: "Danger level MEDIUM: nothing happens until a person has confirmed it.",
  HIGH: "Danger level HIGH: nothing happens until a person has typed the name, a cooldown is over and it was confirmed again.",
  CRITICAL:
    "Danger level CRITICAL: nothing happens until a person has typed the name, a cooldown is over, it was confirmed again and another administrator has approved it.",
};

/** The level, and the higher one that something about the target may bring. */
function dangerWords({ level, raised = {} }: ActionRow): string {
  const higher = Object.entries(raised).map(
    ([trait, raisedTo]) => `${raisedTo}, held for a person, with ${trait.replaceAll("_", " ")}`,
  );
  return [wordsOfLevel[level], ...higher.map((words) => `(${words}.)`)].join(" ");
}
