import { createKnownValues, type KnownValues } from "#lib/kernel/known-values.ts";

/**
 * What this installation keeps secret, so that none of it is written where people read: logs, errors, the audit log,
 * notices, what agents' tools said. It is kept in memory alone, and never written down itself.
 *
 * It belongs to the process: Next's bundle is a module graph of its own, and what it writes rests on what server.ts
 * keeps known.
 */
const known = knownOfProcess();

function knownOfProcess(): KnownValues {
  const place: unique symbol = Symbol.for("lockkeeper.known-secrets");
  const held: typeof globalThis & { [place]?: KnownValues } = globalThis;
  held[place] ??= createKnownValues();
  return held[place];
}

/**
 * From now on this value is taken out of what is written. `owner` is the place where it is stored, or whoever gave it:
 * too many values push out those of the same owner alone.
 */
export const rememberSecret = (owner: string, value: string): void => known.learn(owner, value);

/** Forgets what was not told of for a day: whoever calls it has told everything that is stored before. */
export const forgetOldSecrets = (): void => known.forgetOld();

export const withoutSecrets = (text: string): string => known.redact(text);

/** The same for a text that comes in pieces. */
export const streamWithoutSecrets = () => known.stream();

/** Fewer characters of a secret tell nothing of it, and many a word ends as some secret begins. */
const tellingCharacters = 4;

/** The same for a text of which more is to come: an end that may be the beginning of a secret is left out as well. */
export function withoutBegunSecrets(text: string): string {
  const stream = known.stream();
  const sure = stream.write(text);
  const begun = stream.end();
  return begun.length < tellingCharacters ? sure + begun : sure;
}

/**
 * What the product itself writes under these names: what a thing is and which. Who may give a secret may give any text
 * for one, and would black out an id or a state in everybody's records by it.
 */
const ownNames = /^(?:id|kind|type|role|state|status|level|reply|permission|within|.+Ids?)$/;
/** Such as a turn's `completed`; people's own reasons are sentences. */
const isOwnWord = (name: string, text: string): boolean =>
  ownNames.test(name) || (name === "reason" && /^[a-z_]{1,20}$/.test(text));

/** A value as it was, but for the texts in it. */
export const clean = <Value>(value: Value): Value => cleaned(value, "") as Value;

function cleaned(value: unknown, name: string): unknown {
  if (typeof value === "string") return isOwnWord(name, value) ? value : known.redact(value);
  if (Array.isArray(value)) return value.map((one: unknown) => cleaned(one, name));
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, cleaned(one, field)]));
}
