import { parseArgs } from "node:util";
import { usageFailure } from "#cli/failure.ts";
import { nearestOf } from "#cli/suggest.ts";

/** `value` takes the word behind it, `switch` none, `list` may be given more than once, `secret` is a switch only. */
export type FlagKind = "value" | "switch" | "list" | "secret";

export const sharedFlags: Readonly<Record<string, FlagKind>> = {
  help: "switch",
  json: "switch",
  server: "value",
  project: "value",
};
const shortFlags: Readonly<Record<string, string>> = {
  help: "h",
  yes: "y",
  follow: "f",
  project: "p",
  server: "s",
};

export interface Words {
  positional: string[];
  /** What each flag was given; a switch that is on is `["true"]`. */
  flags: Map<string, string[]>;
}

/** Reads words by the flags there are; throws a usage failure for one that there is not. */
export function readWords(args: readonly string[], known: Readonly<Record<string, FlagKind>>): Words {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, kind]) => {
      const short = shortFlags[name];
      const type = kind === "value" || kind === "list" ? ("string" as const) : ("boolean" as const);
      return [name, { type, multiple: kind === "list", ...(short ? { short } : {}) }];
    }),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: Words = { positional: [], flags: new Map() };
  for (const token of tokens) {
    if (token.kind === "positional") words.positional.push(token.value);
    if (token.kind === "option") takeFlag(words, token, known);
  }
  return words;
}

interface FlagToken {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

function takeFlag(
  { flags }: Words,
  { name, rawName, value, inlineValue }: FlagToken,
  known: Readonly<Record<string, FlagKind>>,
): void {
  const kind = known[name];
  if (kind === undefined) {
    const nearest = nearestOf(name, Object.keys(known));
    throw usageFailure(
      `There is no flag ${rawName} here.${nearest === undefined ? "" : ` Did you mean --${nearest}?`}`,
    );
  }
  if (kind === "secret" && value !== undefined) throw secretGiven(name);
  if (kind === "switch" && value !== undefined) throw usageFailure(`${rawName} takes no value.`);
  const takesValue = kind === "value" || kind === "list";
  if (takesValue && value === undefined) throw usageFailure(`${rawName} needs a value behind it.`);
  if (takesValue && !inlineValue && value?.startsWith("--")) {
    throw usageFailure(
      `${rawName} needs a value behind it, and ${value} is a flag.`,
      `If it is the value: ${rawName}=${value}`,
    );
  }
  const before = flags.get(name);
  if (before && kind === "value") throw usageFailure(`${rawName} is given twice.`);
  flags.set(name, [...(before ?? []), value ?? "true"]);
}

export const secretGiven = (name: string) =>
  usageFailure(
    `A secret must not stand in an argument, where every program of this machine can read it.`,
    `Give --${name} alone to be asked for it, --${name}-stdin to pipe it in, or --${name}-file with a path.`,
  );

/**
 * The command's words before its own arguments: shared flags may stand before and between them. `most` words are taken
 * at most.
 */
export function leadingWords(argv: readonly string[], most: number): { words: string[]; rest: string[] } {
  const words: string[] = [];
  const rest: string[] = [];
  let index = 0;
  for (; index < argv.length && words.length < most; index += 1) {
    const word = argv[index] ?? "";
    if (!word.startsWith("-")) {
      words.push(word);
      continue;
    }
    rest.push(word);
    const takesNext = /^(--server|--project|-s|-p)$/.test(word);
    // Behind any other flag the words may be its values, and belong to it.
    if (!takesNext && !/^(--json|--help|-h|--server=.*|--project=.*)$/.test(word)) {
      index += 1;
      break;
    }
    const value = argv[index + 1];
    if (takesNext && value !== undefined) {
      rest.push(value);
      index += 1;
    }
  }
  return { words, rest: [...rest, ...argv.slice(index)] };
}
