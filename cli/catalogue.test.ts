import { expect, test } from "vitest";
import { type CliVerb, catalogueOf } from "#cli/catalogue.ts";
import { candidatesFor, completionScript } from "#cli/completion.ts";
import { helpOfAll, helpOfNoun, helpOfVerb, ownCommands } from "#cli/help.ts";
import { flagsOf, layoutOf } from "#cli/layout.ts";
import { flagKindsOf } from "#cli/parse-call.ts";
import { painter } from "#cli/text.ts";
import { verbByName } from "#lib/commands.ts";
import { openApiDocument } from "#lib/http/open-api.ts";
import { actionRow } from "#lib/protection/actions.ts";

const catalogue = catalogueOf(JSON.parse(JSON.stringify(openApiDocument())));
const paint = painter(false);
const called = (name: string): CliVerb => {
  const verb = catalogue.find((each) => each.name === name);
  if (!verb) throw new Error(`${name} is missing`);
  return verb;
};
/** Has a command of its own, or is part of another. */
const elsewhere = ["me.read", "operation.issue-token"];

test("every command and query of the server can be called, each by words of its own", () => {
  const names = catalogue.map(({ name }) => name);
  const expected = [...verbByName.keys()].filter((name) => !elsewhere.includes(name));
  expect(expected.filter((name) => !names.includes(name))).toEqual([]);
  const words = catalogue.map(({ noun, verb }) => `${noun} ${verb}`);
  expect(words.filter((each, index) => words.indexOf(each) !== index)).toEqual([]);
  const shadowed = catalogue.filter(({ noun }) => noun in ownCommands);
  expect(shadowed.map(({ name }) => name)).toEqual([]);
});

test("no field is lost: each has a place, a flag or a context, and no two have the same", () => {
  for (const verb of catalogue) {
    const { positional, project, workspace, flags, secrets } = layoutOf(verb);
    const placed = [...positional, ...flags, ...secrets, project, workspace].flatMap((field) => field ?? []);
    const fields = verb.fields.filter(({ name }) => name !== "reason");
    expect(placed.length, verb.name).toBe(fields.length);
    const names = [...positional, ...flags].flatMap(flagsOf).map(({ name }) => name);
    expect(
      names.filter((each, index) => names.indexOf(each) !== index),
      verb.name,
    ).toEqual([]);
    const own = [
      "yes",
      "wait",
      "no-wait",
      "timeout",
      "json",
      "server",
      "help",
      ...(verb.kind === "command" ? [] : ["all"]),
    ];
    expect(
      names.filter((each) => own.includes(each)),
      verb.name,
    ).toEqual([]);
  }
});

test("a secret of the declaration is never a flag with a value", () => {
  for (const verb of catalogue) {
    const kinds = flagKindsOf(verb);
    for (const { name } of layoutOf(verb).secrets) expect(kinds[name.toLowerCase()]).not.toBe("value");
  }
  expect(flagKindsOf(called("provider.configure"))["api-key"]).toBe("secret");
});

test("help names the level and the sentence of every command", () => {
  for (const verb of catalogue.filter(({ kind }) => kind === "command")) {
    const row = actionRow(verb.name as Parameters<typeof actionRow>[0]);
    const text = helpOfVerb(verb, paint);
    expect(text).toContain(`Danger level ${row.level}.`);
    expect(text).toContain(row.sentence);
    expect(text.split("\n")[0]).toContain(`lockkeeper ${verb.noun} ${verb.verb}`);
  }
  const ofNoun = helpOfNoun(
    catalogue.filter(({ noun }) => noun === "projects"),
    paint,
  );
  expect(ofNoun).toMatch(/delete <project> +HIGH/);
  expect(helpOfAll(catalogue, paint)).toMatch(/tasks +abort, /);
  expect(helpOfAll(null, paint)).toContain("lockkeeper login <address>");
});

test("a run is asked for at its task, and operations are called ops", () => {
  const words = (name: string) => `${called(name).noun} ${called(name).verb}`;
  expect(words("run.start")).toBe("tasks run");
  expect(words("run.follow-output")).toBe("tasks output");
  expect(words("operation.read")).toBe("ops show");
  expect(words("operation.confirm")).toBe("ops confirm");
  expect(words("notice.read")).toBe("notices read");
  expect(flagKindsOf(called("rule.raise"))).toMatchObject({ cooldown: "value" });
});

test("nouns, verbs, flags and the values of choices are completed", () => {
  const complete = (...words: string[]) => candidatesFor(words, catalogue);
  expect(complete("pro")).toEqual(["projects", "providers"]);
  expect(complete("tasks", "c")).toEqual(["continue", "create"]);
  expect(complete("tasks", "list", "--st")).toEqual(["--status"]);
  expect(complete("tasks", "list", "--status", "")).toContain("human_review");
  expect(complete("tasks", "move", "12", "in")).toEqual(["in_progress"]);
  expect(complete("projects", "create", "x", "--source", "")).toEqual(["empty", "git", "folder"]);
  expect(complete("completion", "")).toEqual(["bash", "zsh", "fish"]);
  expect(complete("tasks", "create", "--title", "")).toEqual([]);
});

test("each shell gets a script that asks the command line itself", () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    expect(completionScript(shell)).toContain("lockkeeper __complete -- ");
  }
  expect(() => completionScript("cmd")).toThrow(/bash, zsh, fish/);
});
