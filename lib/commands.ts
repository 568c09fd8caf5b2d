import { deletePath } from "#lib/modules/files/delete-path.ts";
import { listTree } from "#lib/modules/files/list-tree.live.ts";
import { makeFolder } from "#lib/modules/files/make-folder.ts";
import { movePath } from "#lib/modules/files/move-path.ts";
import { restorePath } from "#lib/modules/files/restore-path.ts";
import { searchFiles } from "#lib/modules/files/search-files.live.ts";
import { watchFiles } from "#lib/modules/files/watch-files.live.ts";
import { writeFile } from "#lib/modules/files/write-file.ts";
import { checkoutBranch } from "#lib/modules/git/checkout-branch.ts";
import { commitChanges } from "#lib/modules/git/commit-changes.ts";
import { listBranches } from "#lib/modules/git/list-branches.live.ts";
import { listCommits } from "#lib/modules/git/list-commits.live.ts";
import { pullBranch } from "#lib/modules/git/pull-branch.ts";
import { pushBranch } from "#lib/modules/git/push-branch.ts";
import { readDiff } from "#lib/modules/git/read-diff.live.ts";
import { readStatus } from "#lib/modules/git/read-status.live.ts";
import { stageFiles } from "#lib/modules/git/stage-files.ts";
import { readMe } from "#lib/modules/people/read-me.ts";
import { closeTerminal } from "#lib/modules/terminals/close-terminal.ts";
import { listTerminals } from "#lib/modules/terminals/list-terminals.live.ts";
import { openTerminal } from "#lib/modules/terminals/open-terminal.ts";
import { readTerminal } from "#lib/modules/terminals/read-terminal.ts";
import { renameTerminal } from "#lib/modules/terminals/rename-terminal.ts";
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
  deletePath,
  listTree,
  makeFolder,
  movePath,
  restorePath,
  searchFiles,
  watchFiles,
  writeFile,
  checkoutBranch,
  commitChanges,
  listBranches,
  listCommits,
  pullBranch,
  pushBranch,
  readDiff,
  readStatus,
  stageFiles,
  readMe,
  closeTerminal,
  listTerminals,
  openTerminal,
  readTerminal,
  renameTerminal,
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
