import type { CliVerb, Field } from "#cli/catalogue.ts";
import { usageFailure } from "#cli/failure.ts";
import { durationMsOf, objectOf, readValue, textOfFile } from "#cli/flag-values.ts";
import { shapeOf } from "#cli/json-schema.ts";
import { type Flag, flagsOf, type Layout, layoutOf, placeName } from "#cli/layout.ts";
import { flagOf } from "#cli/names.ts";
import { askSecret, pipedSecret } from "#cli/read-secret.ts";
import { type FlagKind, readWords, secretGiven, sharedFlags, type Words } from "#cli/words.ts";
import { secret } from "#lib/kernel/secret.ts";

/** How a verb is to be called: its input by field, and what is wanted of the command line itself. */
export interface Call {
  input: Record<string, unknown>;
  /** As typed; a slug, a name or an id. */
  project: string | null;
  workspace: string | null;
  isYes: boolean;
  isWaiting: boolean;
  isFollowing: boolean;
  /** All pages of a list. */
  isAll: boolean;
  /** How long an operation is waited for; null for as long as it takes. */
  timeoutMs: number | null;
}

/** Every flag that a verb takes, by name. */
export function flagKindsOf(verb: CliVerb): Record<string, FlagKind> {
  const layout = layoutOf(verb);
  const kinds: Record<string, FlagKind> = { ...sharedFlags };
  if (layout.workspace) kinds.workspace = "value";
  for (const field of layout.secrets) {
    const flag = flagOf(field.name);
    Object.assign(kinds, { [flag]: "secret", [`${flag}-stdin`]: "switch", [`${flag}-file`]: "value" });
  }
  for (const { name, shape } of [...layout.positional, ...layout.flags].flatMap(flagsOf)) {
    if (shape.kind === "boolean") Object.assign(kinds, { [name]: "switch", [`no-${name}`]: "switch" });
    else kinds[name] = shape.kind === "list" ? "list" : "value";
    if (shape.kind === "text" || shape.kind === "json") kinds[`${name}-file`] = "value";
  }
  return { ...kinds, ...callFlags(verb) };
}

function callFlags({ kind, fields }: CliVerb): Record<string, FlagKind> {
  if (kind === "stream") return { follow: "switch" };
  if (kind === "query") {
    const isList = fields.some(({ name }) => name === "cursor");
    return { ...(isList ? { all: "switch" } : {}), follow: "switch" };
  }
  return {
    yes: "switch",
    wait: "switch",
    "no-wait": "switch",
    follow: "switch",
    reason: "value",
    timeout: "value",
  };
}

export async function parseCall(verb: CliVerb, args: readonly string[]): Promise<Call> {
  const words = readWords(args, flagKindsOf(verb));
  const layout = layoutOf(verb);
  const input = await flagInput(words, layout);
  takePositional(words, layout, input);
  Object.assign(input, await secretInput(words, layout));
  const reason = words.flags.get("reason")?.[0];
  if (reason !== undefined) input.reason = reason;
  requireAll(verb, layout, input);
  const timeout = words.flags.get("timeout")?.[0];
  const isOn = (flag: string) => words.flags.has(flag);
  if (isOn("wait") && isOn("no-wait")) throw usageFailure("--wait and --no-wait do not go together.");
  return {
    input,
    project: words.flags.get("project")?.[0] ?? null,
    workspace: words.flags.get("workspace")?.[0] ?? null,
    isYes: isOn("yes"),
    isWaiting: !isOn("no-wait"),
    isFollowing: isOn("follow"),
    isAll: isOn("all"),
    timeoutMs: timeout === undefined ? null : durationMsOf("--timeout", timeout),
  };
}

async function flagInput({ flags }: Words, layout: Layout): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const field of [...layout.positional, ...layout.flags]) {
    const own = flagsOf(field);
    const values = new Map<string | null, unknown>();
    for (const flag of own) {
      const value = await givenValue(flags, flag);
      if (value !== undefined) values.set(flag.key, value);
    }
    if (values.size > 0) input[field.name] = valueOfField(field, values);
  }
  return input;
}

async function givenValue(flags: Words["flags"], flag: Flag): Promise<unknown> {
  const { name, shape, field, key } = flag;
  const label = `--${name}`;
  const path = flags.get(`${name}-file`)?.[0];
  const given = flags.get(name);
  if (path !== undefined && given) throw usageFailure(`${label} and ${label}-file do not go together.`);
  if (flags.has(`no-${name}`)) return false;
  // The type of an object, or all of it in JSON: which of them is told below.
  if (shape.kind === "object" && key === null) return given?.[0];
  const texts = path === undefined ? given : [await textOfFile(`${label}-file`, path)];
  return texts ? readValue(label, shape, key === null ? field.schema : {}, texts) : undefined;
}

function valueOfField(field: Field, values: Map<string | null, unknown>): unknown {
  const shape = shapeOf(field.schema);
  const own = values.get(null);
  if (shape.kind !== "object") return own;
  const label = `--${flagOf(field.name)}`;
  const keys = Object.fromEntries(
    [...values].flatMap(([key, value]) => (key === null ? [] : [[key, value]])),
  );
  if (typeof own === "string" && own.trimStart().startsWith("{")) {
    return { ...(readValue(label, shape, field.schema, [own]) as Record<string, unknown>), ...keys };
  }
  return objectOf(label, shape.variants, typeof own === "string" ? own : undefined, keys);
}

async function secretInput({ flags }: Words, { secrets }: Layout): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const { name } of secrets) {
    const flag = flagOf(name);
    const path = flags.get(`${flag}-file`)?.[0];
    if (flags.has(`${flag}-stdin`)) input[name] = await pipedSecret(flag);
    else if (path !== undefined) input[name] = secret((await textOfFile(`--${flag}-file`, path)).trim());
    else if (flags.has(flag)) input[name] = await askSecret(flag);
  }
  return input;
}

function takePositional({ positional, flags }: Words, layout: Layout, input: Record<string, unknown>): void {
  const places = layout.positional.filter(({ name }) => !(name in input));
  const extra = positional.slice(places.length);
  if (extra.length > 0) {
    const secretFlag = layout.secrets.map(({ name }) => flagOf(name)).find((name) => flags.has(name));
    if (secretFlag !== undefined) throw secretGiven(secretFlag);
    throw usageFailure(
      `"${extra[0]}" is one word too many.`,
      "Put what holds spaces in quotes, and values behind their flags.",
    );
  }
  positional.forEach((text, index) => {
    const field = places[index];
    if (field)
      input[field.name] = readValue(`<${placeName(field)}>`, shapeOf(field.schema), field.schema, [text]);
  });
}

/** What is required and no context can fill in; the server checks the rest. */
function requireAll(verb: CliVerb, layout: Layout, input: Record<string, unknown>): void {
  const missing = [...layout.positional, ...layout.flags, ...layout.secrets].filter(
    ({ name, isRequired }) => isRequired && !(name in input),
  );
  if (missing.length === 0) return;
  const isPlace = (field: Field) => layout.positional.includes(field);
  const names = missing.map((field) =>
    isPlace(field) ? `<${placeName(field)}>` : `--${flagOf(field.name)}`,
  );
  throw usageFailure(
    `\`lockkeeper ${verb.noun} ${verb.verb}\` needs ${names.join(" and ")}.`,
    `See \`lockkeeper ${verb.noun} ${verb.verb} --help\`.`,
  );
}
