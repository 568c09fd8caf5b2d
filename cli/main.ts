/**
 * The command line: a client of the REST door. What can be asked it reads from the server's own description, so every
 * command and query of the server is in it, under the same rules as for everybody else.
 */

import { callVerb } from "#cli/call-verb.ts";
import type { CliVerb } from "#cli/catalogue.ts";
import { keptCatalogue, loadCatalogue } from "#cli/catalogue-cache.ts";
import { candidatesFor, completionScript } from "#cli/completion.ts";
import { type CliEnvironment, readCliEnvironment } from "#cli/environment.ts";
import { type ExitCode, exitCodes } from "#cli/exit-codes.ts";
import { CliFailure, usageFailure } from "#cli/failure.ts";
import { helpOfAll, helpOfNoun, helpOfVerb, ownCommands } from "#cli/help.ts";
import { networkFailure } from "#cli/http.ts";
import { login, logout, type OwnCommand, use, whoami } from "#cli/login.ts";
import { chooseLogin } from "#cli/logins.ts";
import { knownNoun, knownVerb } from "#cli/names.ts";
import { runOnConsole } from "#cli/on-console.ts";
import { type Output, openOutput } from "#cli/output.ts";
import { didYouMean } from "#cli/suggest.ts";
import { cleanText } from "#cli/text.ts";
import { leadingWords } from "#cli/words.ts";
import { productVersion } from "#lib/kernel/version.ts";

const own: Readonly<Record<string, OwnCommand>> = { login, logout, whoami, use };

async function run(environment: CliEnvironment, argv: readonly string[], output: Output): Promise<ExitCode> {
  const { words, rest } = leadingWords(argv, 1);
  const [first] = words;
  if (first === "__complete") return complete(environment, rest, output);
  if (first === undefined && rest.includes("--version")) {
    output.print(productVersion);
    return exitCodes.done;
  }
  const isHelp = first === undefined || first === "help" || rest.includes("--help") || rest.includes("-h");
  if (first === "completion" && !isHelp) {
    output.print(completionScript(rest[0]));
    return exitCodes.done;
  }
  const command = first === undefined ? undefined : own[first];
  if (command && !isHelp) return command(environment, rest, output);
  if (first === "restore" && !isHelp) return runOnConsole(environment, "restore", rest);
  if (first === "backup" && !isHelp) return backup(environment, rest, output);
  if (first === "mcp" && !isHelp) {
    const { serveMcp } = await import("#cli/mcp.ts");
    return serveMcp(await chooseLogin(environment, serverIn(rest)), rest);
  }
  if (isHelp) return help(environment, first === "help" ? rest : argv, output);
  return callNamed(environment, argv, output);
}

/** At the server that one is logged in to; without a login, or where it is said so, on the server's own console. */
async function backup(
  environment: CliEnvironment,
  rest: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const ofConsole = rest.filter((word) => word !== "--here");
  const isHere = ofConsole.length < rest.length || ofConsole.includes("--show-key");
  const isLoggedIn = isHere || (await isKnown(environment, serverIn(rest)));
  if (isHere || !isLoggedIn) return runOnConsole(environment, "backup", ofConsole);
  return callNamed(environment, ["installation-backup", "create", ...rest], output);
}

/** Whether there is a login to use; one that was named and is not known is an error of its own. */
async function isKnown(environment: CliEnvironment, server: string | undefined): Promise<boolean> {
  if (server !== undefined) return true;
  return chooseLogin(environment, server).then(
    () => true,
    () => false,
  );
}

async function callNamed(
  environment: CliEnvironment,
  argv: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const chosen = await chooseLogin(environment, serverIn(argv));
  const catalogue = await loadCatalogue(environment, chosen);
  const { words, rest } = leadingWords(argv, 2);
  const verb = findVerb(catalogue, words);
  if (Array.isArray(verb)) {
    if (output.isJson)
      throw usageFailure(`Say what of ${words[0]}: ${verb.map((each) => each.verb).join(", ")}`);
    output.note(helpOfNoun(verb, output.paintNote));
    return exitCodes.usage;
  }
  return callVerb({ login: chosen, output, catalogue }, verb, rest);
}

/** The verb that two words name; all of the noun's where the second is missing. */
function findVerb(catalogue: readonly CliVerb[], words: readonly string[]): CliVerb | CliVerb[] {
  const [typedNoun = "", typedVerb] = words;
  const nouns = [...new Set(catalogue.map(({ noun }) => noun))];
  const noun = knownNoun(typedNoun, nouns);
  if (noun === undefined) {
    const near = didYouMean(typedNoun, [...nouns, ...Object.keys(ownCommands)]);
    throw usageFailure(`There is nothing called "${typedNoun}".${near}`, "See `lockkeeper --help`.");
  }
  const ofNoun = catalogue.filter((verb) => verb.noun === noun);
  if (typedVerb === undefined) return ofNoun;
  const names = ofNoun.map(({ verb }) => verb);
  const name = knownVerb(typedVerb, names);
  const verb = ofNoun.find((each) => each.verb === name);
  if (verb) return verb;
  throw usageFailure(
    `${noun} cannot be asked to "${typedVerb}".${didYouMean(typedVerb, names)}`,
    `It knows: ${names.join(", ")}`,
  );
}

async function help(environment: CliEnvironment, argv: readonly string[], output: Output): Promise<ExitCode> {
  const { words } = leadingWords(argv, 2);
  const [noun] = words;
  const about = noun === undefined ? undefined : ownCommands[noun];
  if (about) {
    output.print(`lockkeeper ${about.usage}\n\n${about.about}.`);
    return exitCodes.done;
  }
  const catalogue = await catalogueForHelp(environment, serverIn(argv));
  if (noun === undefined || catalogue === null) {
    output.print(helpOfAll(catalogue, output.paint));
    return exitCodes.done;
  }
  const found = findVerb(catalogue, words);
  output.print(Array.isArray(found) ? helpOfNoun(found, output.paint) : helpOfVerb(found, output.paint));
  return exitCodes.done;
}

/** The server's, else what is kept of it; null for somebody who is not logged in. */
async function catalogueForHelp(environment: CliEnvironment, server: string | undefined) {
  const chosen = await chooseLogin(environment, server).catch(() => null);
  if (!chosen) return null;
  return loadCatalogue(environment, chosen).catch(() => keptCatalogue(environment, chosen));
}

/** Completes from what is kept alone: a shell waits for it at every press of the key. */
async function complete(
  environment: CliEnvironment,
  args: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const words = args[0] === "--" ? args.slice(1) : args;
  const chosen = await chooseLogin(environment, serverIn(words)).catch(() => null);
  const kept = chosen && (await keptCatalogue(environment, chosen));
  const found = candidatesFor(words, kept ?? []);
  if (found.length > 0) output.print(found.join("\n"));
  return exitCodes.done;
}

function serverIn(argv: readonly string[]): string | undefined {
  const index = argv.findIndex((word) => /^(--server|-s)(=|$)/.test(word));
  if (index === -1) return undefined;
  const word = argv[index] ?? "";
  return word.includes("=") ? word.slice(word.indexOf("=") + 1) : argv[index + 1];
}

function sayFailure(failure: CliFailure, output: Output): void {
  if (output.isJson) {
    const { message } = failure;
    output.printJson(failure.body ?? { error: { type: "CLIENT_ERROR", message, status: 0, details: {} } });
  }
  output.note(`${output.paintNote("red", "lockkeeper:")} ${cleanText(failure.message)}`);
  for (const hint of failure.hints) output.note(cleanText(hint));
}

/** What no sentence was found for: a fault of the command line itself. */
function asFailure(error: unknown, address: string): CliFailure {
  if (error instanceof CliFailure) return error;
  const isNetwork = error instanceof TypeError && error.message === "fetch failed";
  if (isNetwork) return networkFailure(address, error);
  const message = error instanceof Error ? error.message : String(error);
  return new CliFailure(exitCodes.failed, `Something went wrong here: ${message}`, { cause: error });
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? exitCodes.done : exitCodes.failed);
});

const argv = process.argv.slice(2);
let output = openOutput({ isColourWanted: false }, argv.includes("--json"));
try {
  const environment = readCliEnvironment();
  output = openOutput(environment, argv.includes("--json"));
  process.exitCode = await run(environment, argv, output);
} catch (error) {
  const failure = asFailure(error, "the server");
  sayFailure(failure, output);
  process.exitCode = failure.exitCode;
}
