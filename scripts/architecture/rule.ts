import type { Import, Source } from "#scripts/architecture/read-sources.ts";

export interface Rule {
  readonly name: string;
  /** What to do about a breach. */
  readonly mend: string;
  /** One text for each breach: the file and what is wrong with it. */
  readonly breaches: (sources: readonly Source[]) => string[];
}

/** A rule about single imports of product code. */
export function importRule(
  name: string,
  mend: string,
  isBreach: (source: Source, taken: Import) => boolean,
): Rule {
  return {
    name,
    mend,
    breaches: (sources) =>
      sources.flatMap((source) =>
        source.imports
          .filter((taken) => isBreach(source, taken))
          .map((taken) => `${source.path} imports ${taken.target}`),
      ),
  };
}

/** A rule about single files. */
export function fileRule(name: string, mend: string, fault: (source: Source) => string | undefined): Rule {
  return {
    name,
    mend,
    breaches: (sources) =>
      sources.flatMap((source) => {
        const found = fault(source);
        return found === undefined ? [] : [`${source.path} ${found}`];
      }),
  };
}

/** Every breach of every rule, as lines that name the rule and the mend. */
export function findBreaches(rules: readonly Rule[], sources: readonly Source[]): string[] {
  return rules.flatMap(({ name, mend, breaches }) =>
    breaches(sources).map((breach) => `${breach}\n  rule: ${name}\n  mend: ${mend}`),
  );
}
