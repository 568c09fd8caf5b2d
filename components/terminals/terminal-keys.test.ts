import { expect, test } from "vitest";
import {
  afterKey,
  noModifiers,
  pressModifier,
  sequenceOf,
  withModifiers,
} from "#components/terminals/terminal-keys.ts";

const control = pressModifier(noModifiers, "control");
const alt = pressModifier(noModifiers, "alt");

test("a modifier holds for the next key, pressed again until it is let go", () => {
  expect(control.control).toBe("once");
  expect(afterKey(control)).toEqual(noModifiers);
  const locked = pressModifier(control, "control");
  expect(afterKey(locked)).toEqual(locked);
  expect(pressModifier(locked, "control")).toEqual(noModifiers);
});

test("typed text becomes the control character, and Alt puts Escape before it", () => {
  expect(withModifiers("c", control)).toBe("\x03");
  expect(withModifiers("C", control)).toBe("\x03");
  expect(withModifiers(" ", control)).toBe("\0");
  expect(withModifiers("b", alt)).toBe("\x1bb");
  expect(withModifiers("c", { control: "once", alt: "locked" })).toBe("\x1b\x03");
  expect(withModifiers("pasted text", control)).toBe("pasted text");
  expect(withModifiers("x", noModifiers)).toBe("x");
});

test("arrows take the form that the program asked for, and carry what is held", () => {
  expect(sequenceOf("ArrowUp", false, noModifiers)).toBe("\x1b[A");
  expect(sequenceOf("ArrowUp", true, noModifiers)).toBe("\x1bOA");
  expect(sequenceOf("ArrowLeft", true, control)).toBe("\x1b[1;5D");
  expect(sequenceOf("ArrowRight", false, alt)).toBe("\x1b[1;3C");
  expect(sequenceOf("Tab", false, noModifiers)).toBe("\t");
  expect(sequenceOf("Escape", false, control)).toBe("\x1b");
});
