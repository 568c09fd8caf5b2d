import { cancelOperation } from "#lib/operations/cancel-operation.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import { confirmOperation } from "#lib/operations/confirm-operation.ts";
import { followOperationLog } from "#lib/operations/follow-operation-log.ts";
import { issueToken } from "#lib/operations/issue-token.ts";
import { listOperations } from "#lib/operations/list-operations.ts";
import type { Query, Stream } from "#lib/operations/query.ts";
import { readOperation } from "#lib/operations/read-operation.ts";

/** Everything that can be asked of the product, by name: its table of contents. */
export type Verb = AnyCommand | Query | Stream;

const verbs: readonly Verb[] = [
  cancelOperation,
  confirmOperation(findCommand),
  issueToken,
  listOperations,
  readOperation,
  followOperationLog,
];

export const verbByName: ReadonlyMap<string, Verb> = new Map(verbs.map((verb) => [verb.name, verb]));

export function findCommand(name: string): AnyCommand | undefined {
  const verb = verbByName.get(name);
  return verb?.kind === "command" ? verb : undefined;
}
