import type { Sql } from "postgres";

/** A text of more parameters has one for each of many rows: it comes in as many lengths, and few of them come again. */
const parametersMax = 24;

type Call = (...given: unknown[]) => unknown;

/**
 * The same pool or transaction, whose statements are prepared: each connection parses a text once, and is then asked in
 * one round trip instead of two. drizzle asks for that only of statements that are named one by one. Where a later
 * version's migration changes what a text gives, a transaction that asks it fails once, and the next is right again.
 */
export function preparing<Handle extends Pick<Sql, "unsafe">>(handle: Handle): Handle {
  return new Proxy(handle, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name === "unsafe") return prepareWhenShort(value as Call, target);
      if (name !== "begin" && name !== "savepoint") return value;
      return (...given: unknown[]) => Reflect.apply(value, target, given.map(prepareWithin));
    },
  });
}

const prepareWhenShort =
  (unsafe: Call, target: object) =>
  (text: string, parameters: unknown[] = [], options: Record<string, unknown> = {}) =>
    Reflect.apply(unsafe, target, [
      text,
      parameters,
      parameters.length > 0 && parameters.length <= parametersMax ? { ...options, prepare: true } : options,
    ]);

/** What begin and savepoint are given: the work is handed a transaction that prepares as well. */
const prepareWithin = (part: unknown): unknown =>
  typeof part === "function"
    ? (tx: Pick<Sql, "unsafe">) => Reflect.apply(part, undefined, [preparing(tx)])
    : part;
