import { expect, test } from "vitest";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { CreateProjectInput } from "#lib/modules/projects/schema.ts";
import { parseInput } from "#lib/operations/parse-input.ts";

const shapeOf = (details: Record<string, unknown>, message = "It failed.") => ({
  type: "VALIDATION_ERROR" as const,
  message,
  status: 400,
  details,
});

test("every field of a form that is wrong is named at once", () => {
  try {
    parseInput(CreateProjectInput, { name: " ", source: { type: "git", url: "" } });
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const shape = shapeOf(error.details, error.publicMessage);
    expect(faultOf(shape, "name")).toBe("Must not be empty");
    expect(faultOf(shape, "source.url")).toBe("Must not be empty");
    expect(faultOf(shape, "source.branch")).toBeNull();
    expect(restOf(shape, ["name", "source.url"])).toBeNull();
  }
});

test("what is wrong with a field that the form does not have is said beside the one that it has", () => {
  const issues = [
    { field: "source.url", reason: "must be an address" },
    { field: "name", reason: "must not be empty" },
  ];
  expect(restOf(shapeOf({ issues }), ["source.url"])).toBe("name must not be empty");
});

test("what is wrong with an entry of a list stands at the list, and says which entry", () => {
  const shape = shapeOf({ issues: [{ field: "hosts.1", reason: "must be a network" }] });
  expect(faultOf(shape, "hosts")).toBe("Line 2: must be a network");
  expect(faultOf(shape, "hosts", (index) => `Entry ${index}`)).toBe("Entry 1: must be a network");
  expect(restOf(shape, ["hosts"])).toBeNull();
  expect(faultOf(shapeOf({ issues: [{ field: "hosts.1.name", reason: "is long" }] }), "hosts")).toBeNull();
});

test("an error of one field stands at that field, one without a field beside the form", () => {
  const taken = shapeOf({ field: "name" }, "Another project has this name.");
  expect(faultOf(taken, "name")).toBe("Another project has this name.");
  expect(restOf(taken, ["name"])).toBeNull();
  expect(restOf(taken, ["path"])).toBe("Another project has this name.");
  expect(restOf(shapeOf({}), ["name"])).toBe("It failed.");
  expect(restOf(null, ["name"])).toBeNull();
});
