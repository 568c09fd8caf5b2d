import { expect, test } from "vitest";
import { createKnownValues } from "#lib/kernel/known-values.ts";

const hourMs = 3_600_000;

test("whoever is known for many values pushes out their own oldest one, and nobody else's", () => {
  const known = createKnownValues({ valuesMax: 3 });
  known.learn("installation", "value-of-the-installation");
  known.learn("project", "value-of-the-project");
  for (let index = 0; index < 5_000; index++) {
    known.learn("another", `value-${index}-of-another`);
    if (index % 2 === 0) known.learn("another", "value-in-force-of-another");
  }
  for (const value of ["value-of-the-installation", "value-of-the-project", "value-in-force-of-another"])
    expect(known.redact(value)).toBe("[secret]");
  expect(known.redact("value-4999-of-another")).toBe("[secret]");
  expect(known.redact("value-4990-of-another")).toBe("value-4990-of-another");
});

test("of one owner's long values no more is known than has room", () => {
  const known = createKnownValues({ charactersMax: 3_000 });
  const values = ["a", "b", "c", "d"].map((letter) => letter.repeat(1_000));
  for (const value of values) known.learn("project", value);
  expect(values.map((value) => known.redact(value) === value)).toEqual([true, false, false, false]);
  const huge = "e".repeat(5_000);
  known.learn("project", huge);
  expect(known.redact(huge)).toBe("[secret]");
});

test("a value that another one has replaced is known for a day yet, and one that is told for as long as it is", () => {
  let nowMs = 0;
  const known = createKnownValues({ now: () => nowMs });
  known.learn("place", "value-before");
  for (let hour = 1; hour <= 24; hour++) {
    nowMs = hour * hourMs;
    known.learn("place", "value-in-force");
    known.forgetOld();
  }
  expect(known.redact("value-before value-in-force")).toBe("[secret] [secret]");
  nowMs += hourMs;
  known.forgetOld();
  expect(known.redact("value-before value-in-force")).toBe("value-before [secret]");
});

test("a value that two know is known until both have lost it", () => {
  const known = createKnownValues({ valuesMax: 1 });
  for (const owner of ["one", "other"]) known.learn(owner, "value-of-both");
  known.learn("one", "another-value-of-one");
  expect(known.redact("value-of-both")).toBe("[secret]");
  known.learn("other", "another-value-of-the-other");
  expect(known.redact("value-of-both")).toBe("value-of-both");
});
