import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { usageFailure } from "#cli/failure.ts";
import { isNullable, type JsonSchema, type Shape, type Variant } from "#cli/json-schema.ts";
import { didYouMean } from "#cli/suggest.ts";

/** The value that words of the command line stand for; throws a usage failure that names the flag. */
export function readValue(
  label: string,
  shape: Shape,
  schema: JsonSchema,
  given: readonly string[],
): unknown {
  const [text = ""] = given;
  if (given.length === 1 && text === "null" && isNullable(schema)) return null;
  if (shape.kind === "list") {
    const items = given.flatMap((word) => (shape.choices.length > 0 ? word.split(",") : [word]));
    for (const item of items) checkChoice(label, item, shape.choices);
    return items;
  }
  switch (shape.kind) {
    case "integer":
    case "number":
      return numberOf(label, text, shape.kind === "integer");
    case "duration":
      return durationMsOf(label, text);
    case "boolean":
      if (/^(true|yes)$/.test(text)) return true;
      if (/^(false|no)$/.test(text)) return false;
      throw usageFailure(`${label} is yes or no.`);
    case "choice":
      checkChoice(label, text, shape.choices);
      return text;
    case "object":
    case "json":
      return jsonOf(label, text);
    case "text":
      return text;
  }
}

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `10m`, `1h`, `2d`; seconds where no unit is named. */
export function durationMsOf(label: string, text: string): number {
  const [, amount, unit = "s"] = /^(\d{1,9})([smhd])?$/.exec(text) ?? [];
  if (amount === undefined)
    throw usageFailure(`${label} is a time such as 30s, 10m, 1h or 2d, not "${text}".`);
  return Number(amount) * (unitsMs[unit] ?? 1_000);
}

function numberOf(label: string, text: string, isInteger: boolean): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && (!isInteger || Number.isInteger(value))) return value;
  throw usageFailure(`${label} has to be ${isInteger ? "a whole number" : "a number"}, not "${text}".`);
}

function checkChoice(label: string, text: string, choices: readonly string[]): void {
  if (choices.length === 0 || choices.includes(text)) return;
  throw usageFailure(
    `${label} cannot be "${text}".${didYouMean(text, choices)}`,
    `It is one of: ${choices.join(", ")}`,
  );
}

function jsonOf(label: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageFailure(`${label} has to be JSON, such as '{"name":"value"}'.`);
  }
}

/**
 * An object from its keys. What tells its forms apart, the key `type`, may be given as the value of the object's own
 * flag, and need not be where the keys fit one form only.
 */
export function objectOf(
  label: string,
  variants: readonly Variant[],
  type: string | undefined,
  keys: Readonly<Record<string, unknown>>,
): unknown {
  const types = variants.flatMap((variant) => variant.type ?? []);
  if (types.length === 0) return keys;
  if (type !== undefined) {
    checkChoice(label, type, types);
    return { type, ...keys };
  }
  const given = Object.keys(keys);
  const fitting = variants.filter(({ properties }) => given.every((key) => key in properties));
  const [only, ...others] = fitting;
  if (only && others.length === 0) return { type: only.type, ...keys };
  throw usageFailure(
    given.length === 0 || fitting.length > 1
      ? `Say which ${label} is meant.`
      : `${given.map((key) => `${label}.${key}`).join(" and ")} do not go together.`,
    `It is one of: ${types.join(", ")}`,
  );
}

/** The text of a file, or of standard input for `-`. */
export async function textOfFile(label: string, path: string): Promise<string> {
  if (path === "-") return readAll(process.stdin);
  return readFile(path, "utf8").catch((error: Error) => {
    throw usageFailure(`${label}: ${path} cannot be read (${error.message}).`);
  });
}
