import type { CliVerb, Field } from "#cli/catalogue.ts";
import { paintLevel } from "#cli/describe-held.ts";
import { isNullable } from "#cli/json-schema.ts";
import { type Flag, flagsOf, layoutOf, placeName } from "#cli/layout.ts";
import { flagOf, personFields } from "#cli/names.ts";
import { type Paint, padTo } from "#cli/text.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";

/** The commands of the command line itself. */
export const ownCommands: Readonly<Record<string, { usage: string; about: string }>> = {
  login: { usage: "login <address> [--name n] [--key-stdin]", about: "Log in to a server with an API key" },
  logout: { usage: "logout [--server n]", about: "Forget a server's key on this machine" },
  whoami: { usage: "whoami", about: "Who you are, and where you are logged in" },
  use: {
    usage: "use [<project>] [--server n]",
    about: "Choose the project, or server, meant where none is named",
  },
  backup: {
    usage: "backup [--here] [--show-key]",
    about: "Back up a server: where you are logged in, or this machine's own (--here)",
  },
  restore: {
    usage: "restore <backup file> [--replace] | --undo",
    about: "Bring a server back on this machine from a backup",
  },
  mcp: {
    usage: "mcp [--tools read,tasks]",
    about: "Serve the Model Context Protocol on standard input and output",
  },
  completion: {
    usage: "completion bash|zsh|fish",
    about: "Print a script that completes words in your shell",
  },
  help: { usage: "help [<noun> [<verb>]]", about: "Print this, or the help of a noun or verb" },
};

const shared: readonly [flag: string, about: string][] = [
  ["--json", "print JSON on stdout, and nothing else there"],
  ["-s, --server <name>", "ask this login's server"],
  ["-h, --help", "print help"],
];
const ofCommands: readonly [flag: string, about: string][] = [
  ["-y, --yes", "confirm what danger level MEDIUM asks; never HIGH or CRITICAL"],
  ["--no-wait", "return once it is accepted, instead of when it has ended"],
  ["--timeout <30s|10m|1h|2d>", "wait at most so long; the work goes on"],
  ["-f, --follow", "print the log, or what the agent says, while it works"],
  ["--reason <text>", "why; kept in the record, and required from HIGH on"],
];

const codes = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 held (waits for a person), 4 denied.";

const rows = (entries: readonly (readonly [string, string])[], indent = "  "): string => {
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, about]) => `${indent}${padTo(name, width)}  ${about}`.trimEnd()).join("\n");
};

export function helpOfAll(catalogue: readonly CliVerb[] | null, paint: Paint): string {
  const own = Object.values(ownCommands).map(({ usage, about }) => [usage, about] as const);
  const nouns = [...new Set((catalogue ?? []).map(({ noun }) => noun))];
  const known = nouns.map((noun) => {
    const verbs = (catalogue ?? []).filter((verb) => verb.noun === noun).map(({ verb }) => verb);
    return [noun, verbs.join(", ")] as const;
  });
  return [
    `${paint("bold", "lockkeeper")} <noun> <verb> [what] [--flag value]`,
    "",
    ...(known.length > 0
      ? [rows(known)]
      : ["Log in to see what the server can be asked: lockkeeper login <address>"]),
    "",
    paint("bold", "Here"),
    rows(own),
    "",
    paint("bold", "Everywhere"),
    rows(shared),
    "",
    "`lockkeeper <noun> --help` says what each verb does and how dangerous it is.",
    codes,
  ].join("\n");
}

const levelWidth = "CRITICAL".length + 2;

export function helpOfNoun(verbs: readonly CliVerb[], paint: Paint): string {
  const [{ noun = "" } = {}] = verbs;
  const usages = verbs.map((verb) => usageOf(verb));
  const width = Math.max(...usages.map(({ length }) => length));
  const lines = verbs.map((verb, index) => {
    const level = verb.kind === "command" ? verb.level : "";
    const gap = " ".repeat(levelWidth - level.length);
    return `  ${padTo(usages[index] ?? "", width)}  ${level === "" ? "" : paintLevel(level, paint)}${gap}${verb.summary}`;
  });
  return [`${paint("bold", `lockkeeper ${noun}`)} <verb>`, "", ...lines].join("\n");
}

/** `create <title>`: the verb and what stands behind it. */
function usageOf(verb: CliVerb): string {
  return [verb.verb, ...layoutOf(verb).positional.map((field) => `<${placeName(field)}>`)].join(" ");
}

export function helpOfVerb(verb: CliVerb, paint: Paint): string {
  const layout = layoutOf(verb);
  const isCommand = verb.kind === "command";
  const context = [
    ...(layout.project || layout.workspace
      ? [["-p, --project <slug>", projectWords(layout.project)] as const]
      : []),
    ...(layout.workspace
      ? [["--workspace <id>", "its workspace; the project's own where none is named"] as const]
      : []),
  ];
  const places = layout.positional.map((field) => [`<${placeName(field)}>`, aboutPlace(field)] as const);
  const flags = [
    ...layout.flags.flatMap((field) => flagsOf(field).flatMap(flagRows)),
    ...layout.secrets.map((field) => secretRow(field)),
  ];
  const section = (title: string, entries: readonly (readonly [string, string])[]) =>
    entries.length > 0 ? ["", paint("bold", title), rows(entries)] : [];
  return [
    `${paint("bold", `lockkeeper ${verb.noun} ${usageOf(verb)}`)}${flags.length + context.length > 0 ? " [flags]" : ""}`,
    "",
    `${verb.summary}.`.replace(/\.\.$/, "."),
    ...(isCommand ? [`Danger level ${paintLevel(verb.level, paint)}. ${verb.sentence ?? ""}`.trim()] : []),
    ...(isCommand && isAtLeast(verb.level, "HIGH")
      ? ["It is held until people answer it in the browser."]
      : []),
    ...section("Arguments", places),
    ...section("Flags", [...context, ...flags]),
    ...section(isCommand ? "Of every change" : "Everywhere", [
      ...(isCommand ? ofCommands : readFlags(verb)),
      ...shared,
    ]),
    "",
    codes,
  ].join("\n");
}

function readFlags({ kind, fields }: CliVerb): [string, string][] {
  const isList = kind === "query" && fields.some(({ name }) => name === "cursor");
  return isList ? [["--all", "all pages, not the first one only"]] : [];
}

const projectWords = (field: Field | null) =>
  field && !field.isRequired
    ? "only of this project"
    : "the project, by slug, name or id; the default of `lockkeeper use` where none is named";

function aboutPlace(field: Field): string {
  const [flag] = flagsOf(field);
  if (field.name === "taskId") return "its number on the board";
  if (field.name === "projectId") return "by slug, name or id";
  if (field.name === "invitationId") return "by the e-mail address that it names, or its id";
  if (personFields.includes(field.name)) return personWords;
  const choices = flag?.shape.kind === "choice" ? `one of: ${flag.shape.choices.join(", ")}` : "";
  return notesOf(field.description ?? "", choices);
}

const personWords = "by e-mail address, name or id";

/** One line of notes; a sentence among others gives up its full stop. */
const notesOf = (...notes: string[]): string => {
  const told = notes.filter((note) => note !== "");
  return told.length === 1 ? told.join() : told.map((note) => note.replace(/\.$/, "")).join("; ");
};

const headMax = 40;

function flagRows({ name, shape, field, key, about: said }: Flag): [string, string][] {
  const type = {
    text: "<text>",
    integer: "<number>",
    number: "<number>",
    duration: "<30s|10m|1h|2d>",
    boolean: "",
    choice: "",
    list: "<text>",
    object: "<json>",
    json: "<json>",
  }[shape.kind];
  const all = "choices" in shape ? shape.choices : [];
  const isShort = all.join("|").length + name.length < headMax;
  const types = shape.kind === "object" ? shape.variants.flatMap(({ type }) => type ?? []).join("|") : "";
  const about = notesOf(
    said,
    personFields.includes(field.name) ? personWords : "",
    isShort ? "" : `one of: ${all.join(", ")}`,
    shape.kind === "list" ? "may be repeated" : "",
    field.isRequired && key === null ? "required" : "",
    key === null && isNullable(field.schema) ? "null for none" : "",
    key === null && field.schema.default !== undefined && field.schema.default !== ""
      ? `default: ${JSON.stringify(field.schema.default)}`
      : "",
  );
  const value = (isShort && all.join("|")) || types || type || "<word>";
  return [[shape.kind === "boolean" ? `--[no-]${name}` : `--${name} ${value}`, about]];
}

function secretRow(field: Field): [string, string] {
  const flag = flagOf(field.name);
  return [`--${flag}`, `a secret: asked for; or --${flag}-stdin, or --${flag}-file <path>`];
}
