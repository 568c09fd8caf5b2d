import { closeTerminal } from "#lib/modules/terminals/close-terminal.ts";
import { listTerminals } from "#lib/modules/terminals/list-terminals.live.ts";
import { openTerminal } from "#lib/modules/terminals/open-terminal.ts";
import { readTerminal } from "#lib/modules/terminals/read-terminal.ts";
import { renameTerminal } from "#lib/modules/terminals/rename-terminal.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import type { Query, Stream } from "#lib/operations/query.ts";

/** Everything that can be asked of the product, by name: its table of contents. */
export type Verb = AnyCommand | Query | Stream;

const verbs: readonly Verb[] = [closeTerminal, listTerminals, openTerminal, readTerminal, renameTerminal];

export const verbByName: ReadonlyMap<string, Verb> = new Map(verbs.map((verb) => [verb.name, verb]));
