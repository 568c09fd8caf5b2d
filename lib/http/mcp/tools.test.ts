import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { verbByName } from "#lib/commands.ts";
import { areas, isForMachines } from "#lib/http/mcp/presets.ts";
import { toolNameOf, toolsOf, verbByTool } from "#lib/http/mcp/tools.ts";
import { dangerLevels, isAtLeast } from "#lib/kernel/danger.ts";
import { actionRow } from "#lib/protection/actions.ts";

const anyKey = { scopes: ["read", "write"] } as const;
const all = toolsOf("all", anyKey);
const namesOf = (tools: typeof all) => tools.map(({ name }) => name);

test("without a word of the address only tools that read are given, and few of them", () => {
  const tools = toolsOf(null, anyKey);
  expect(tools).toEqual(toolsOf("read", anyKey));
  expect(tools.length).toBeLessThanOrEqual(20);
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  expect(namesOf(tools)).toEqual(expect.arrayContaining(["project_list", "task_read", "operation_read"]));
});

test("areas add up, and whoever can be held can look again and take it back", () => {
  const names = namesOf(toolsOf("read,tasks", anyKey));
  expect(names).toEqual(expect.arrayContaining(["project_list", "task_create", "run_start"]));
  expect(names).not.toContain("files_write");
  expect(new Set(names).size).toBe(names.length);
  for (const area of areas) {
    const tools = toolsOf(area, anyKey);
    expect(tools.length, area).toBeGreaterThan(0);
    if (tools.every(({ annotations }) => annotations?.readOnlyHint)) continue;
    expect(namesOf(tools), area).toEqual(expect.arrayContaining(["operation_read", "operation_cancel"]));
  }
});

test("an area that is not there is named with those that are", () => {
  expect(() => toolsOf("read,everything", anyKey)).toThrow(
    /"everything"; choose among read, account, agent, all/,
  );
});

test("a key that only reads is offered no command", () => {
  const tools = toolsOf("all", { scopes: ["read"] });
  expect(tools.length).toBeGreaterThan(10);
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
});

test("what is for people alone is offered nowhere", () => {
  const forPeople = [...verbByName.values()].filter((verb) => !isForMachines(verb)).map(toolNameOf);
  expect(forPeople).toEqual(
    expect.arrayContaining(["operation_confirm", "operation_issue_token", "task_approve", "run_abort"]),
  );
  expect(namesOf(all).filter((name) => forPeople.includes(name))).toEqual([]);
});

test("two verbs never share the name of a tool", () => {
  expect(verbByTool.size).toBe(verbByName.size);
});

describe("every tool", () => {
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: false,
    formats: { uuid: true, "date-time": true },
  });

  test.each(all)("$name has a strict schema, a name that all clients take, and its danger level", (tool) => {
    const verb = verbByTool.get(tool.name);
    if (!verb) throw new Error("It has no verb.");
    expect(tool.name).toMatch(/^[a-z][a-z_]{2,50}$/);
    expect(() => ajv.compile(tool.inputSchema)).not.toThrow();
    expect(Object.keys(tool.inputSchema)).toEqual(expect.arrayContaining(["type", "properties"]));
    expect(tool.inputSchema).not.toHaveProperty("anyOf");
    const level = verb.kind === "command" ? actionRow(verb.name).level : "SAFE";
    expect(tool.description).toContain(`Danger level ${level}:`);
    const named = dangerLevels.filter((other) => tool.description?.includes(`Danger level ${other}`));
    expect(named).toEqual([level]);
    expect(tool.annotations).toMatchObject({
      readOnlyHint: verb.kind !== "command",
      destructiveHint: isAtLeast(level, "MEDIUM"),
    });
    const required = tool.inputSchema.required ?? [];
    expect(required.includes("reason")).toBe(isAtLeast(level, "HIGH"));
    for (const [field, schema] of Object.entries(tool.inputSchema.properties ?? {})) {
      expect(schema, field).toHaveProperty("description");
    }
    if (verb.kind === "command") expect(tool.description).toContain(actionRow(verb.name).sentence);
  });
});
