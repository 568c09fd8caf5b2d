import { listAccesses } from "#lib/modules/audit/list-accesses.ts";
import { listAudit } from "#lib/modules/audit/list-audit.ts";
import { listProtectionLogs } from "#lib/modules/audit/list-protection-logs.ts";
import { verifyAudit } from "#lib/modules/audit/verify-audit.ts";
import { findCards } from "#lib/modules/cards/find-cards.ts";
import { readBoard } from "#lib/modules/cards/read-board.ts";
import { readBoards } from "#lib/modules/cards/read-boards.ts";
import { activateConfig } from "#lib/modules/configs/activate-config.ts";
import { findGuide } from "#lib/modules/configs/find-guide.live.ts";
import { listConfigVersions } from "#lib/modules/configs/list-config-versions.ts";
import { readConfig } from "#lib/modules/configs/read-config.ts";
import { updateConfig } from "#lib/modules/configs/update-config.ts";
import { compareRuns } from "#lib/modules/contests/compare-runs.ts";
import { dropOthers } from "#lib/modules/contests/drop-others.ts";
import { keepRun } from "#lib/modules/contests/keep-run.ts";
import { readComparison } from "#lib/modules/contests/read-comparison.live.ts";
import { deletePath } from "#lib/modules/files/delete-path.ts";
import { duplicatePath } from "#lib/modules/files/duplicate-path.ts";
import { emptyTrash } from "#lib/modules/files/empty-trash.ts";
import { findInFiles } from "#lib/modules/files/find-in-files.live.ts";
import { listNames } from "#lib/modules/files/list-names.live.ts";
import { listTrash } from "#lib/modules/files/list-trash.live.ts";
import { listTree } from "#lib/modules/files/list-tree.live.ts";
import { listUploads } from "#lib/modules/files/list-uploads.live.ts";
import { makeFolder } from "#lib/modules/files/make-folder.ts";
import { movePath } from "#lib/modules/files/move-path.ts";
import { readFileInfo } from "#lib/modules/files/read-file-info.live.ts";
import { readUpload } from "#lib/modules/files/read-upload.live.ts";
import { restorePath } from "#lib/modules/files/restore-path.ts";
import { searchFiles } from "#lib/modules/files/search-files.live.ts";
import { uploadFile } from "#lib/modules/files/upload-file.ts";
import { watchFiles } from "#lib/modules/files/watch-files.live.ts";
import { writeFile } from "#lib/modules/files/write-file.ts";
import { abortWork } from "#lib/modules/git/abort-work.ts";
import { checkoutBranch } from "#lib/modules/git/checkout-branch.ts";
import { commitChanges } from "#lib/modules/git/commit-changes.ts";
import { continueWork } from "#lib/modules/git/continue-work.ts";
import { deleteBranch } from "#lib/modules/git/delete-branch.ts";
import { discardChanges } from "#lib/modules/git/discard-changes.ts";
import { dropStash } from "#lib/modules/git/drop-stash.ts";
import { listBranches } from "#lib/modules/git/list-branches.live.ts";
import { listCommits } from "#lib/modules/git/list-commits.live.ts";
import { listDiscards } from "#lib/modules/git/list-discards.live.ts";
import { listStashes } from "#lib/modules/git/list-stashes.live.ts";
import { pullBranch } from "#lib/modules/git/pull-branch.ts";
import { pushBranch } from "#lib/modules/git/push-branch.ts";
import { readConflict } from "#lib/modules/git/read-conflict.live.ts";
import { readDiff } from "#lib/modules/git/read-diff.live.ts";
import { readStatus } from "#lib/modules/git/read-status.live.ts";
import { renameBranch } from "#lib/modules/git/rename-branch.ts";
import { resolveFiles } from "#lib/modules/git/resolve-files.ts";
import { restoreChanges } from "#lib/modules/git/restore-changes.ts";
import { stageFiles } from "#lib/modules/git/stage-files.ts";
import { stashChanges } from "#lib/modules/git/stash-changes.ts";
import { unstashChanges } from "#lib/modules/git/unstash-changes.ts";
import { createSshKey } from "#lib/modules/git-access/create-ssh-key.ts";
import { deleteGitCredential } from "#lib/modules/git-access/delete-git-credential.ts";
import { forgetGitHost } from "#lib/modules/git-access/forget-git-host.ts";
import { listGitAccess } from "#lib/modules/git-access/list-git-access.ts";
import { setGitToken } from "#lib/modules/git-access/set-git-token.ts";
import { listInbox } from "#lib/modules/inbox/list-inbox.ts";
import { createKey } from "#lib/modules/keys/create-key.ts";
import { listKeys } from "#lib/modules/keys/list-keys.ts";
import { revokeKey } from "#lib/modules/keys/revoke-key.ts";
import { createLabel } from "#lib/modules/labels/create-label.ts";
import { deleteLabel } from "#lib/modules/labels/delete-label.ts";
import { listLabels } from "#lib/modules/labels/list-labels.ts";
import { updateLabel } from "#lib/modules/labels/update-label.ts";
import { listMessages } from "#lib/modules/messages/list-messages.ts";
import { sendMessage } from "#lib/modules/messages/send-message.ts";
import { withdrawMessage } from "#lib/modules/messages/withdraw-message.ts";
import { createChannel } from "#lib/modules/notifications/create-channel.ts";
import { deleteChannel } from "#lib/modules/notifications/delete-channel.ts";
import { listChannels } from "#lib/modules/notifications/list-channels.ts";
import { listDeliveries } from "#lib/modules/notifications/list-deliveries.ts";
import { listNotices } from "#lib/modules/notifications/list-notices.ts";
import { readNotices } from "#lib/modules/notifications/read-notices.ts";
import { retryDelivery } from "#lib/modules/notifications/retry-delivery.ts";
import { tryChannel } from "#lib/modules/notifications/try-channel.ts";
import { updateChannel } from "#lib/modules/notifications/update-channel.ts";
import { readMe } from "#lib/modules/people/read-me.ts";
import { peopleVerbs } from "#lib/modules/people/verbs.ts";
import { createRule } from "#lib/modules/permission-rules/create-rule.ts";
import { deleteRule } from "#lib/modules/permission-rules/delete-rule.ts";
import { listPermissionRules } from "#lib/modules/permission-rules/list-rules.ts";
import { createProject } from "#lib/modules/projects/create-project.ts";
import { deleteProject } from "#lib/modules/projects/delete-project.ts";
import { discardProject } from "#lib/modules/projects/discard-project.ts";
import { listPeople } from "#lib/modules/projects/list-people.ts";
import { listProjects } from "#lib/modules/projects/list-projects.ts";
import { readProject } from "#lib/modules/projects/read-project.ts";
import { retryProject } from "#lib/modules/projects/retry-project.ts";
import { startProject } from "#lib/modules/projects/start-project.ts";
import { stopProject } from "#lib/modules/projects/stop-project.ts";
import { updateProject } from "#lib/modules/projects/update-project.ts";
import { configureProvider } from "#lib/modules/providers-llm/configure-provider.ts";
import { deleteProvider } from "#lib/modules/providers-llm/delete-provider.ts";
import { listModels } from "#lib/modules/providers-llm/list-models.live.ts";
import { listProviders } from "#lib/modules/providers-llm/list-providers.ts";
import { setDefaultProvider } from "#lib/modules/providers-llm/set-default-provider.ts";
import { addComment } from "#lib/modules/reviews/add-comment.ts";
import { changeComment } from "#lib/modules/reviews/change-comment.ts";
import { markFile } from "#lib/modules/reviews/mark-file.ts";
import { readReview } from "#lib/modules/reviews/read-review.ts";
import { removeComment } from "#lib/modules/reviews/remove-comment.ts";
import { abortRun } from "#lib/modules/runs/abort-run.ts";
import { answerPermission } from "#lib/modules/runs/answer-permission.ts";
import { answerQuestion } from "#lib/modules/runs/answer-question.ts";
import { approveTask } from "#lib/modules/runs/approve-task.ts";
import { continueRun } from "#lib/modules/runs/continue-run.ts";
import { dropRun } from "#lib/modules/runs/drop-run.ts";
import { followOutput } from "#lib/modules/runs/follow-output.ts";
import { listInteractions } from "#lib/modules/runs/list-interactions.ts";
import { listEventsOfRun } from "#lib/modules/runs/list-run-events.ts";
import { listRuns } from "#lib/modules/runs/list-runs.ts";
import { readBase } from "#lib/modules/runs/read-base.live.ts";
import { readRunDiff } from "#lib/modules/runs/read-run-diff.live.ts";
import { resolveConflict } from "#lib/modules/runs/resolve-conflict.ts";
import { sendFeedback } from "#lib/modules/runs/send-feedback.ts";
import { startRun } from "#lib/modules/runs/start-run.ts";
import { updateBase } from "#lib/modules/runs/update-base.ts";
import { installationVerbs } from "#lib/modules/settings/verbs.ts";
import { clearPrice } from "#lib/modules/spending/clear-price.ts";
import { listPrices } from "#lib/modules/spending/list-prices.ts";
import { raiseBudget } from "#lib/modules/spending/raise-budget.ts";
import { readProjectSpending } from "#lib/modules/spending/read-project-spending.ts";
import { readSpending } from "#lib/modules/spending/read-spending.ts";
import { setBudgets } from "#lib/modules/spending/set-budgets.ts";
import { setPrice } from "#lib/modules/spending/set-price.ts";
import { createTemplate } from "#lib/modules/task-templates/create-template.ts";
import { deleteTemplate } from "#lib/modules/task-templates/delete-template.ts";
import { listTemplates } from "#lib/modules/task-templates/list-templates.ts";
import { updateTemplate } from "#lib/modules/task-templates/update-template.ts";
import { createTask } from "#lib/modules/tasks/create-task.ts";
import { deleteTask } from "#lib/modules/tasks/delete-task.ts";
import { listTasks } from "#lib/modules/tasks/list-tasks.ts";
import { moveTask } from "#lib/modules/tasks/move-task.ts";
import { readTask } from "#lib/modules/tasks/read-task.ts";
import { updateTask } from "#lib/modules/tasks/update-task.ts";
import { closeTerminal } from "#lib/modules/terminals/close-terminal.ts";
import { listTerminals } from "#lib/modules/terminals/list-terminals.live.ts";
import { locateFile } from "#lib/modules/terminals/locate-file.live.ts";
import { openTerminal } from "#lib/modules/terminals/open-terminal.ts";
import { readTerminal } from "#lib/modules/terminals/read-terminal.ts";
import { renameTerminal } from "#lib/modules/terminals/rename-terminal.ts";
import { readOutline } from "#lib/modules/transcripts/read-outline.ts";
import { searchTranscript } from "#lib/modules/transcripts/search-transcript.ts";
import { configureWorkspace } from "#lib/modules/workspaces/configure-workspace.ts";
import { createWorkspace } from "#lib/modules/workspaces/create-workspace.ts";
import { deleteWorkspace } from "#lib/modules/workspaces/delete-workspace.ts";
import { followLog } from "#lib/modules/workspaces/follow-log.live.ts";
import { followStats } from "#lib/modules/workspaces/follow-stats.live.ts";
import { listLeftovers } from "#lib/modules/workspaces/list-leftovers.live.ts";
import { listRuntimes } from "#lib/modules/workspaces/list-runtimes.live.ts";
import { listWorkspaces } from "#lib/modules/workspaces/list-workspaces.ts";
import { readWorkspace } from "#lib/modules/workspaces/read-workspace.ts";
import { rebuildWorkspace } from "#lib/modules/workspaces/rebuild-workspace.ts";
import { removeLeftover } from "#lib/modules/workspaces/remove-leftover.ts";
import { restWorkspace } from "#lib/modules/workspaces/rest-workspace.ts";
import { restartWorkspace } from "#lib/modules/workspaces/restart-workspace.ts";
import { startWorkspace } from "#lib/modules/workspaces/start-workspace.ts";
import { stopWorkspace } from "#lib/modules/workspaces/stop-workspace.ts";
import { approveOperation } from "#lib/operations/approve-operation.ts";
import { breakGlass } from "#lib/operations/break-glass.ts";
import { cancelOperation } from "#lib/operations/cancel-operation.ts";
import type { AnyCommand, HttpLine } from "#lib/operations/command.ts";
import { confirmOperation } from "#lib/operations/confirm-operation.ts";
import { followJobLog } from "#lib/operations/follow-job-log.ts";
import { followOperationLog } from "#lib/operations/follow-operation-log.ts";
import { issueToken } from "#lib/operations/issue-token.ts";
import { listJobs } from "#lib/operations/list-jobs.ts";
import { listOperations } from "#lib/operations/list-operations.ts";
import { listQueueOf } from "#lib/operations/list-queue.ts";
import { listRulesInForce } from "#lib/operations/list-rules.ts";
import type { Query, Stream } from "#lib/operations/query.ts";
import { raiseRule } from "#lib/operations/raise-rule.ts";
import { readJob } from "#lib/operations/read-job.ts";
import { readLosses } from "#lib/operations/read-losses.ts";
import { readOperation } from "#lib/operations/read-operation.ts";
import { rejectOperation } from "#lib/operations/reject-operation.ts";
import { relaxRule } from "#lib/operations/relax-rule.ts";
import { findHandler } from "#lib/worker/handlers.ts";

/** Everything that can be asked of the product, by name: its table of contents. */
export type Verb = AnyCommand | Query | Stream;

const verbs: readonly Verb[] = [
  listAudit,
  listProtectionLogs,
  listAccesses,
  verifyAudit,
  activateConfig,
  findGuide,
  listConfigVersions,
  readConfig,
  updateConfig,
  deletePath,
  duplicatePath,
  emptyTrash,
  findInFiles,
  listNames,
  listTrash,
  listTree,
  listUploads,
  makeFolder,
  movePath,
  readFileInfo,
  readUpload,
  restorePath,
  searchFiles,
  uploadFile,
  watchFiles,
  writeFile,
  abortWork,
  checkoutBranch,
  commitChanges,
  continueWork,
  deleteBranch,
  discardChanges,
  dropStash,
  listBranches,
  listGitAccess,
  setGitToken,
  createSshKey,
  deleteGitCredential,
  forgetGitHost,
  listCommits,
  listDiscards,
  listStashes,
  pullBranch,
  pushBranch,
  readConflict,
  readDiff,
  readStatus,
  renameBranch,
  resolveFiles,
  restoreChanges,
  stageFiles,
  stashChanges,
  unstashChanges,
  listInbox,
  createKey,
  listKeys,
  revokeKey,
  listMessages,
  sendMessage,
  withdrawMessage,
  createChannel,
  deleteChannel,
  listChannels,
  listDeliveries,
  listNotices,
  readNotices,
  retryDelivery,
  tryChannel,
  updateChannel,
  createRule,
  deleteRule,
  listPermissionRules,
  readMe,
  ...peopleVerbs,
  ...installationVerbs,
  configureProvider,
  deleteProvider,
  listModels,
  listProviders,
  setDefaultProvider,
  clearPrice,
  listPrices,
  setPrice,
  raiseBudget,
  setBudgets,
  readProjectSpending,
  readSpending,
  addComment,
  changeComment,
  markFile,
  readReview,
  removeComment,
  abortRun,
  answerPermission,
  answerQuestion,
  approveTask,
  continueRun,
  dropRun,
  compareRuns,
  keepRun,
  dropOthers,
  readComparison,
  followOutput,
  listEventsOfRun,
  listInteractions,
  listRuns,
  readBase,
  readRunDiff,
  resolveConflict,
  sendFeedback,
  startRun,
  updateBase,
  readBoard,
  readBoards,
  findCards,
  createLabel,
  deleteLabel,
  listLabels,
  updateLabel,
  createTemplate,
  deleteTemplate,
  listTemplates,
  updateTemplate,
  createTask,
  deleteTask,
  listTasks,
  moveTask,
  readTask,
  updateTask,
  closeTerminal,
  listTerminals,
  locateFile,
  openTerminal,
  readTerminal,
  renameTerminal,
  readOutline,
  searchTranscript,
  createProject,
  deleteProject,
  discardProject,
  listPeople,
  listProjects,
  readProject,
  retryProject,
  startProject,
  stopProject,
  updateProject,
  configureWorkspace,
  createWorkspace,
  deleteWorkspace,
  followLog,
  followStats,
  listLeftovers,
  listRuntimes,
  listWorkspaces,
  readWorkspace,
  rebuildWorkspace,
  removeLeftover,
  restWorkspace,
  restartWorkspace,
  startWorkspace,
  stopWorkspace,
  cancelOperation(findHandler),
  confirmOperation(findCommand),
  approveOperation(findCommand),
  rejectOperation,
  breakGlass(findCommand),
  issueToken(findCommand),
  listOperations,
  readOperation,
  followOperationLog,
  readLosses(findCommand),
  listQueueOf,
  listRulesInForce(findCommand),
  raiseRule(findCommand),
  relaxRule(findCommand),
  listJobs,
  readJob,
  followJobLog,
];

export const verbByName: ReadonlyMap<string, Verb> = new Map(verbs.map((verb) => [verb.name, verb]));

/** All addresses of a verb at the REST door, its own first. */
export const linesOf = (verb: Verb): [HttpLine, ...HttpLine[]] => [
  verb.http,
  ...(verb.kind === "command" ? (verb.alsoAt ?? []) : []),
];

export function findCommand(name: string): AnyCommand | undefined {
  const verb = verbByName.get(name);
  return verb?.kind === "command" ? verb : undefined;
}
