import type { RuleAction } from "./schema.ts";

/**
 * Whether `text` is of `pattern`, as OpenCode matches its own rules: `*` is any run of characters, `?` any one of them,
 * a backslash is a slash, and ` *` at the end may also be missing. Walks both once and never tries in a tree: a pattern
 * of a stranger cannot make it slow.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  const said = text.replaceAll("\\", "/");
  const rule = pattern.replaceAll("\\", "/");
  if (rule.endsWith(" *") && matchesGlob(said, rule.slice(0, -2))) return true;
  return matchesGlob(said, rule);
}

function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let inPattern = 0;
  let lastStar = -1;
  let retryAt = 0;
  while (at < text.length) {
    const sign = pattern[inPattern];
    if (sign === "*") {
      lastStar = inPattern;
      retryAt = at;
      inPattern += 1;
    } else if (sign !== undefined && (sign === "?" || sign === text[at])) {
      at += 1;
      inPattern += 1;
    } else if (lastStar >= 0) {
      retryAt += 1;
      at = retryAt;
      inPattern = lastStar + 1;
    } else return false;
  }
  while (pattern[inPattern] === "*") inPattern += 1;
  return inPattern === pattern.length;
}

interface Rule {
  permission: string;
  pattern: string;
  action: RuleAction;
}

interface Ask {
  permission: string;
  /** Each thing that is asked for, such as every command of a line. */
  patterns: readonly string[];
}

/**
 * The rule that answers an ask; null where a person has to. One refusal is enough. What is asked is allowed only where
 * each part of it is, and an ask that names nothing never is.
 */
export function ruleFor<Known extends Rule>(
  { permission, patterns }: Ask,
  rules: readonly Known[],
): Known | null {
  const ofClass = rules.filter((rule) => rule.permission === permission);
  const fitting = (pattern: string, action: RuleAction) =>
    ofClass.find((rule) => rule.action === action && matchesPattern(pattern, rule.pattern));
  for (const pattern of patterns) {
    const refused = fitting(pattern, "deny");
    if (refused) return refused;
  }
  const allowed = patterns.map((pattern) => fitting(pattern, "allow"));
  return allowed.every((rule) => rule !== undefined) ? (allowed[0] ?? null) : null;
}

/** `/usr/share/*` says where; `*` and `/*` would let agents out of their worktrees altogether. */
export const namesFolder = (pattern: string): boolean => /^\/[^/*?]+\//.test(pattern.replaceAll("\\", "/"));
