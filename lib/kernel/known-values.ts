import { createRedactor, type RedactedStream } from "#lib/kernel/redactor.ts";

/**
 * Values that are taken out of texts, each known for somebody: nobody's pushes out another's. Of one owner's too many, the
 * one that was not told for longest is forgotten; a value that is told no more, because another has taken its place, for
 * a day yet, as what is under way may still print it.
 */
export interface KnownValues {
  learn(owner: string, value: string): void;
  /** To be called now and then, after everything that is still in force was told again. */
  forgetOld(): void;
  redact(text: string): string;
  stream(): RedactedStream;
}

interface Options {
  /** Of one owner. */
  valuesMax?: number;
  /** Of one owner's values together. */
  charactersMax?: number;
  keptMs?: number;
  now?: () => number;
}

interface Owned {
  /** When each was last told, the one that was not for longest first. */
  toldAtMs: Map<string, number>;
  characters: number;
}

export function createKnownValues({
  valuesMax = 200,
  charactersMax = 100_000,
  keptMs = 24 * 3_600_000,
  now = Date.now,
}: Options = {}): KnownValues {
  const redactor = createRedactor();
  const owners = new Map<string, Owned>();

  function forget(owned: Owned, value: string): void {
    if (!owned.toldAtMs.delete(value)) return;
    owned.characters -= value.length;
    redactor.forget(value);
  }

  return {
    learn(owner, value) {
      const owned = owners.get(owner) ?? { toldAtMs: new Map<string, number>(), characters: 0 };
      owners.set(owner, owned);
      const isKnown = owned.toldAtMs.delete(value);
      owned.toldAtMs.set(value, now());
      if (isKnown) return;
      owned.characters += value.length;
      redactor.learn(value);
      for (const older of owned.toldAtMs.keys()) {
        if (owned.toldAtMs.size <= valuesMax && owned.characters <= charactersMax) return;
        if (older !== value) forget(owned, older);
      }
    },
    forgetOld() {
      const untilMs = now() - keptMs;
      for (const [owner, owned] of owners) {
        for (const [value, toldAtMs] of owned.toldAtMs) if (toldAtMs < untilMs) forget(owned, value);
        if (owned.toldAtMs.size === 0) owners.delete(owner);
      }
    },
    redact: redactor.redact,
    stream: redactor.stream,
  };
}
