import type { AnyCommand } from "#lib/operations/command.ts";
import type { Query, Stream } from "#lib/operations/query.ts";

/** Everything that can be asked of the product, by name: its table of contents. */
export type Verb = AnyCommand | Query | Stream;

const verbs: readonly Verb[] = [];

export const verbByName: ReadonlyMap<string, Verb> = new Map(verbs.map((verb) => [verb.name, verb]));
