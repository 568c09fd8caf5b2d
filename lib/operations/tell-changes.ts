import type { Change, Loss } from "#lib/kernel/answer.ts";
import { wordsOfChange } from "#lib/kernel/change-words.ts";
import type { DangerLevel } from "#lib/kernel/danger.ts";

/** What somebody was shown, or would be now. */
interface Shown {
  level: DangerLevel;
  losses: readonly Loss[];
  changes: readonly Change[];
}

const namedMax = 3;

/** What is no longer as it was when people agreed to it, in sentences; "" where nothing of what is shown differs. */
export function tellChanges(before: Shown, after: Shown): string {
  const level = before.level === after.level ? "" : `Its danger level is ${after.level} now.`;
  return [
    level,
    sentence("New", missingIn(before.losses, after.losses)),
    sentence("No longer there", missingIn(after.losses, before.losses)),
    sentence("What would change now", newChanges(before.changes, after.changes)),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

const nameOf = ({ kind, name }: Loss): string => `${kind} ${name}`;

/** The names of `losses` that `others` do not hold; sizes change all the time and count for nothing. */
function missingIn(others: readonly Loss[], losses: readonly Loss[]): string[] {
  const known = new Set(others.map(nameOf));
  return losses.map(nameOf).filter((name) => !known.has(name));
}

function newChanges(before: readonly Change[], after: readonly Change[]): string[] {
  const known = new Set(before.map(wordsOfChange));
  return after.map(wordsOfChange).filter((words) => !known.has(words));
}

function sentence(beginning: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const rest = names.length - namedMax;
  const named = names.slice(0, namedMax).join(", ");
  return `${beginning}: ${named}${rest > 0 ? ` and ${rest} more` : ""}.`;
}
