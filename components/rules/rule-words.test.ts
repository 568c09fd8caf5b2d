import { expect, test } from "vitest";
import type { RuleItem } from "#lib/client/rule-queries.ts";
import { actions } from "#lib/protection/actions.ts";
import { askedBy, askedWords, groupOf, isSame, isWeaker, relaxedWords, subjectWords } from "./rule-words.ts";

const hourMs = 3_600_000;
const usual = { HIGH: hourMs, CRITICAL: 24 * hourMs };
const asked = { level: "HIGH" as const, consents: ["typed_name", "second_confirmation"], cooldownMs: hourMs };
const item: RuleItem = {
  subject: "project.delete",
  sentence: "The project goes.",
  who: "any",
  facts: [],
  own: asked,
  inForce: asked,
  rules: [],
  isChangeable: true,
};
const chosen = { level: "HIGH" as const, consents: null, cooldownMs: null };

test("what a rule asks for reads as a sentence, in the order in which it is asked", () => {
  expect(askedWords(asked)).toBe("the name typed, 1 h of cooldown, a second confirmation");
  expect(askedWords({ consents: [], cooldownMs: 0 })).toBe("nothing; it runs at once and is recorded");
  expect(relaxedWords({ ...item, inForce: { ...asked, cooldownMs: 3000 } })).toBe(
    "Delete project asks for the name typed, 3 s of cooldown, a second confirmation, instead of the name typed, 1 h of cooldown, a second confirmation.",
  );
});

test("a higher level brings what it brings, and never a shorter cooldown than the command's own", () => {
  const critical = askedBy(item, { ...chosen, level: "CRITICAL" }, usual);
  expect(critical).toEqual({
    level: "CRITICAL",
    consents: ["typed_name", "second_confirmation", "admin_approval"],
    cooldownMs: 24 * hourMs,
  });
  expect(isWeaker(asked, critical)).toBe(false);
  expect(isWeaker(critical, asked)).toBe(true);
  const long = { ...item, own: { ...item.own, cooldownMs: 48 * hourMs } };
  expect(askedBy(long, { ...chosen, level: "CRITICAL" }, usual).cooldownMs).toBe(48 * hourMs);
  expect(askedBy(item, { ...chosen, level: "MEDIUM" }, usual).cooldownMs).toBe(0);
});

test("where a cooldown is left and no consent is, somebody still confirms: the cooldown begins with it", () => {
  expect(askedBy(item, { ...chosen, consents: [] }, usual).consents).toEqual(["user_confirmation"]);
  expect(askedBy(item, { ...chosen, consents: [], cooldownMs: 0 }, usual).consents).toEqual([]);
});

test("less of anything is weaker: a level, a consent, a shorter cooldown", () => {
  expect(isSame(asked, askedBy(item, chosen, usual))).toBe(true);
  expect(isWeaker(asked, askedBy(item, { ...chosen, cooldownMs: 3000 }, usual))).toBe(true);
  expect(isWeaker(asked, askedBy(item, { ...chosen, consents: ["typed_name"] }, usual))).toBe(true);
  const named = { ...asked, consents: ["user_confirmation"] };
  expect(isWeaker(named, { ...asked, consents: ["typed_name"] })).toBe(false);
});

test("commands stand under what they are about, and a level stands for its cooldown", () => {
  expect(["project.delete", "git.push", "HIGH"].map(groupOf)).toEqual(["Projects", "Git", "Levels"]);
  expect(Object.keys(actions).filter((name) => groupOf(name) === "Other")).toEqual([]);
  expect(subjectWords("CRITICAL")).toBe("Usual cooldown of CRITICAL");
});
