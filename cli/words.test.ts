import { expect, test } from "vitest";
import { addressOf, isInTheClear } from "#cli/address.ts";
import { readCliEnvironment } from "#cli/environment.ts";
import { durationMsOf, objectOf, readValue } from "#cli/flag-values.ts";
import { shapeOf, type Variant } from "#cli/json-schema.ts";
import { nearestOf } from "#cli/suggest.ts";
import { leadingWords, readWords } from "#cli/words.ts";

const known = { json: "switch", title: "value", tag: "list", "api-key": "secret" } as const;

test("a flag that is not there is answered with the one that was meant", () => {
  expect(() => readWords(["--titel", "x"], known)).toThrow("Did you mean --title?");
});

test("a flag is not taken for the value of the flag before", () => {
  expect(() => readWords(["--title", "--json"], known)).toThrow("--json is a flag");
  expect(readWords(["--title=--json"], known).flags.get("title")).toEqual(["--json"]);
  expect(readWords(["--title", "-1"], known).flags.get("title")).toEqual(["-1"]);
});

test("a value given twice is refused, a list takes each", () => {
  expect(() => readWords(["--title", "a", "--title", "b"], known)).toThrow("twice");
  expect(readWords(["--tag", "a", "--tag", "b"], known).flags.get("tag")).toEqual(["a", "b"]);
});

test("a secret behind its flag is refused without being repeated", () => {
  expect(() => readWords(["--api-key=planted"], known)).toThrow(/^((?!planted).)*$/);
});

test("shared flags may stand before the noun, between the words and behind them", () => {
  expect(leadingWords(["--json", "-s", "work", "tasks", "list", "--all"], 2)).toEqual({
    words: ["tasks", "list"],
    rest: ["--json", "-s", "work", "--all"],
  });
  expect(leadingWords(["tasks", "--project", "shop", "show", "12"], 2)).toEqual({
    words: ["tasks", "show"],
    rest: ["--project", "shop", "12"],
  });
});

test("words become what the schema asks for, or an error that names the flag", () => {
  const read = (schema: Parameters<typeof shapeOf>[0], ...given: string[]) =>
    readValue("--it", shapeOf(schema), schema, given);
  expect(read({ type: "integer" }, "12")).toBe(12);
  expect(() => read({ type: "integer" }, "1.5")).toThrow("--it has to be a whole number");
  expect(read({ enum: ["todo", "done"] }, "done")).toBe("done");
  expect(() => read({ enum: ["todo", "done"] }, "don")).toThrow('Did you mean "done"?');
  expect(read({ anyOf: [{ type: "string" }, { type: "null" }] }, "null")).toBeNull();
  expect(read({ type: "string" }, "null")).toBe("null");
  expect(read({ type: "array", items: { enum: ["a", "b"] } }, "a,b")).toEqual(["a", "b"]);
  expect(read({ type: "array", items: { type: "string" } }, "a,b", "c")).toEqual(["a,b", "c"]);
  expect(read({ type: "array", items: { type: "object", properties: {} } }, '[{"a":1}]')).toEqual([{ a: 1 }]);
});

test("a length of time is given as people say it, and sent in milliseconds", () => {
  expect(durationMsOf("--cooldown", "90")).toBe(90_000);
  expect(durationMsOf("--cooldown", "10m")).toBe(600_000);
  expect(durationMsOf("--cooldown", "2d")).toBe(172_800_000);
  expect(() => durationMsOf("--cooldown", "soon")).toThrow("30s, 10m, 1h or 2d");
});

test("the form of an object is told by its keys where they fit one form only", () => {
  const variants: Variant[] = [
    { type: "empty", properties: {}, required: [] },
    { type: "git", properties: { url: {}, branch: {} }, required: ["url"] },
    { type: "folder", properties: { path: {} }, required: ["path"] },
  ];
  expect(objectOf("--source", variants, undefined, { url: "x" })).toEqual({ type: "git", url: "x" });
  expect(objectOf("--source", variants, "empty", {})).toEqual({ type: "empty" });
  expect(() => objectOf("--source", variants, undefined, { url: "x", path: "y" })).toThrow(
    "do not go together",
  );
  expect(() => objectOf("--source", variants, "gti", {})).toThrow('Did you mean "git"?');
});

test("what was meant is found by a typing error, not by a guess", () => {
  const verbs = ["list", "show", "create", "delete"];
  expect(nearestOf("lsit", verbs)).toBe("list");
  expect(nearestOf("creat", verbs)).toBe("create");
  expect(nearestOf("banana", verbs)).toBeUndefined();
});

test("an address is an origin: https unless it is this machine or said otherwise, without credentials", () => {
  expect(addressOf("localhost:3000")).toBe("http://localhost:3000");
  expect(addressOf("lockkeeper.example.org/projects")).toBe("https://lockkeeper.example.org");
  expect(addressOf("http://10.0.0.5:3000/")).toBe("http://10.0.0.5:3000");
  expect(isInTheClear("http://10.0.0.5:3000")).toBe(true);
  expect(isInTheClear("http://127.0.0.1:3000")).toBe(false);
  for (const wrong of ["ftp://example.org", "https://me:secret@example.org", "http://", ""]) {
    expect(() => addressOf(wrong)).toThrow();
  }
});

test("settings lie where each system wants them", () => {
  const folders = (platform: NodeJS.Platform, variables: Record<string, string> = {}) =>
    readCliEnvironment({ HOME: "/home/ada", ...variables }, platform).configFolder;
  expect(folders("linux")).toBe("/home/ada/.config/lockkeeper");
  expect(folders("linux", { XDG_CONFIG_HOME: "/x" })).toBe("/x/lockkeeper");
  expect(folders("darwin")).toBe("/home/ada/Library/Application Support/lockkeeper");
  expect(folders("win32", { APPDATA: "/roaming" })).toBe("/roaming/lockkeeper");
});
