import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesPattern, namesFolder, ruleFor } from "#lib/modules/permission-rules/rules.ts";

/** The same question asked of a regular expression, which is slow for some patterns and otherwise plain. */
function byExpression(text: string, pattern: string): boolean {
  const [said, rule] = [text, pattern].map((one) => one.replaceAll("\\", "/"));
  const plain = (rule ?? "").replaceAll(/[.+^${}()|[\]]/g, "\\$&");
  const widened = plain.replaceAll("*", ".*").replaceAll("?", ".");
  const whole = widened.endsWith(" .*") ? `${widened.slice(0, -3)}( .*)?` : widened;
  return new RegExp(`^${whole}$`, "s").test(said ?? "");
}

const signs = fc.string({
  unit: fc.constantFrom("a", "b", " ", "*", "?", "/", "\\", ".", "\n"),
  maxLength: 9,
});

test("patterns match as OpenCode matches its own, for whatever text and pattern", () => {
  fc.assert(
    fc.property(
      signs,
      signs,
      (text, pattern) => matchesPattern(text, pattern) === byExpression(text, pattern),
    ),
    { numRuns: 5_000 },
  );
  expect(matchesPattern("git push", "git push *")).toBe(true);
  expect(matchesPattern("git pushed", "git push *")).toBe(false);
  expect(matchesPattern("git push origin main", "git push*")).toBe(true);
});

test("a pattern that means ill is answered at once", () => {
  const sinceMs = performance.now();
  expect(matchesPattern("a".repeat(20_000), `${"*a".repeat(200)}b`)).toBe(false);
  expect(performance.now() - sinceMs).toBeLessThan(1_000);
});

const rule = (action: "allow" | "deny", pattern: string, permission = "bash") => ({
  permission,
  pattern,
  action,
});
const ask = (...patterns: string[]) => ({ permission: "bash", patterns });

test("each part of what is asked has to be allowed, one refusal is enough, and nothing named is nothing allowed", () => {
  const rules = [
    rule("allow", "npm test *"),
    rule("allow", "git push *"),
    rule("deny", "git push --force *"),
  ];
  expect(ruleFor(ask("npm test"), rules)).toBe(rules[0]);
  expect(ruleFor(ask("npm test", "rm -rf /"), rules)).toBeNull();
  expect(ruleFor(ask("npm test", "git push origin main"), rules)?.action).toBe("allow");
  expect(ruleFor(ask("npm test", "git push --force origin"), rules)).toBe(rules[2]);
  expect(ruleFor({ permission: "edit", patterns: ["npm test"] }, rules)).toBeNull();
  expect(ruleFor(ask(), [rule("allow", "*")])).toBeNull();
});

test("a rule that lets agents out of their worktrees says where to", () => {
  expect(["/usr/share/*", "/etc/hosts/*"].every(namesFolder)).toBe(true);
  expect(["*", "/*", "/", "/?tc/*", "../*", "\\*"].some(namesFolder)).toBe(false);
});
