import { runCompareRuns } from "#lib/modules/contests/compare-runs.job.ts";
import { runDropOthers } from "#lib/modules/contests/drop-others.job.ts";
import { runDeletePath } from "#lib/modules/files/delete-path.job.ts";
import { runDuplicatePath } from "#lib/modules/files/duplicate-path.job.ts";
import { runEmptyTrash } from "#lib/modules/files/empty-trash.job.ts";
import { runMakeFolder } from "#lib/modules/files/make-folder.job.ts";
import { runMovePath } from "#lib/modules/files/move-path.job.ts";
import { runRestorePath } from "#lib/modules/files/restore-path.job.ts";
import { runUploadFile } from "#lib/modules/files/upload-file.job.ts";
import { runWriteFile } from "#lib/modules/files/write-file.job.ts";
import { runAbortWork } from "#lib/modules/git/abort-work.job.ts";
import { runCheckoutBranch } from "#lib/modules/git/checkout-branch.job.ts";
import { runCommitChanges } from "#lib/modules/git/commit-changes.job.ts";
import { runContinueWork } from "#lib/modules/git/continue-work.job.ts";
import { runDeleteBranch } from "#lib/modules/git/delete-branch.job.ts";
import { runDiscardChanges } from "#lib/modules/git/discard-changes.job.ts";
import { runDropStash } from "#lib/modules/git/drop-stash.job.ts";
import { runPullBranch } from "#lib/modules/git/pull-branch.job.ts";
import { runPushBranch } from "#lib/modules/git/push-branch.job.ts";
import { runRenameBranch } from "#lib/modules/git/rename-branch.job.ts";
import { runResolveFiles } from "#lib/modules/git/resolve-files.job.ts";
import { runRestoreChanges } from "#lib/modules/git/restore-changes.job.ts";
import { runStageFiles } from "#lib/modules/git/stage-files.job.ts";
import { runStashChanges } from "#lib/modules/git/stash-changes.job.ts";
import { runUnstashChanges } from "#lib/modules/git/unstash-changes.job.ts";
import { runTryIdentityProvider } from "#lib/modules/identity-providers/try-identity-provider.job.ts";
import { runCreateBackup } from "#lib/modules/installation-backups/create-backup.job.ts";
import { runDeleteBackup } from "#lib/modules/installation-backups/delete-backup.job.ts";
import { runVerifyBackup } from "#lib/modules/installation-backups/verify-backup.job.ts";
import { runSendInvitation } from "#lib/modules/invitations/send-invitation.job.ts";
import { runTryChannel } from "#lib/modules/notifications/try-channel.job.ts";
import { runCreateProject } from "#lib/modules/projects/create-project.job.ts";
import { runDeleteProject } from "#lib/modules/projects/delete-project.job.ts";
import { runDiscardProject } from "#lib/modules/projects/discard-project.job.ts";
import { runRetryProject } from "#lib/modules/projects/retry-project.job.ts";
import { runStartProject } from "#lib/modules/projects/start-project.job.ts";
import { runStopProject } from "#lib/modules/projects/stop-project.job.ts";
import { runConfigureProvider } from "#lib/modules/providers-llm/configure-provider.job.ts";
import { runAbortRun } from "#lib/modules/runs/abort-run.job.ts";
import { runAnswerPermission } from "#lib/modules/runs/answer-permission.job.ts";
import { runAnswerQuestion } from "#lib/modules/runs/answer-question.job.ts";
import { runApproveTask } from "#lib/modules/runs/approve-task.job.ts";
import { runContinueRun } from "#lib/modules/runs/continue-run.job.ts";
import { runDropRun } from "#lib/modules/runs/drop-run.job.ts";
import { runResolveConflict } from "#lib/modules/runs/resolve-conflict.job.ts";
import { runSendFeedback } from "#lib/modules/runs/send-feedback.job.ts";
import { runStartRun } from "#lib/modules/runs/start-run.job.ts";
import { runUpdateBase } from "#lib/modules/runs/update-base.job.ts";
import { runRotateMasterKey } from "#lib/modules/secrets/rotate-master-key.job.ts";
import { runTestSetting } from "#lib/modules/settings/test-setting.job.ts";
import { runDeleteTask } from "#lib/modules/tasks/delete-task.job.ts";
import { runCloseTerminal } from "#lib/modules/terminals/close-terminal.job.ts";
import { runOpenTerminal } from "#lib/modules/terminals/open-terminal.job.ts";
import { runConfigureWorkspace } from "#lib/modules/workspaces/configure-workspace.job.ts";
import { runCreateWorkspace } from "#lib/modules/workspaces/create-workspace.job.ts";
import { runDeleteWorkspace } from "#lib/modules/workspaces/delete-workspace.job.ts";
import { runRebuildWorkspace } from "#lib/modules/workspaces/rebuild-workspace.job.ts";
import { runRemoveLeftover } from "#lib/modules/workspaces/remove-leftover.job.ts";
import { runRestWorkspace } from "#lib/modules/workspaces/rest-workspace.job.ts";
import { runRestartWorkspace } from "#lib/modules/workspaces/restart-workspace.job.ts";
import { runStartWorkspace } from "#lib/modules/workspaces/start-workspace.job.ts";
import { runStopWorkspace } from "#lib/modules/workspaces/stop-workspace.job.ts";
import type { Handler } from "#lib/operations/handler.ts";

const handlers: readonly Handler[] = [
  runDeletePath,
  runDuplicatePath,
  runEmptyTrash,
  runMakeFolder,
  runMovePath,
  runRestorePath,
  runUploadFile,
  runWriteFile,
  runCheckoutBranch,
  runCommitChanges,
  runPullBranch,
  runPushBranch,
  runAbortWork,
  runContinueWork,
  runDeleteBranch,
  runDiscardChanges,
  runDropStash,
  runRenameBranch,
  runResolveFiles,
  runRestoreChanges,
  runStashChanges,
  runUnstashChanges,
  runStageFiles,
  runSendInvitation,
  runCreateBackup,
  runDeleteBackup,
  runVerifyBackup,
  runTryChannel,
  runTryIdentityProvider,
  runConfigureProvider,
  runAbortRun,
  runAnswerPermission,
  runAnswerQuestion,
  runApproveTask,
  runContinueRun,
  runDropRun,
  runCompareRuns,
  runDropOthers,
  runResolveConflict,
  runUpdateBase,
  runSendFeedback,
  runStartRun,
  runDeleteTask,
  runRotateMasterKey,
  runCloseTerminal,
  runOpenTerminal,
  runCreateProject,
  runDeleteProject,
  runDiscardProject,
  runRetryProject,
  runStartProject,
  runStopProject,
  runTestSetting,
  runConfigureWorkspace,
  runCreateWorkspace,
  runDeleteWorkspace,
  runRebuildWorkspace,
  runRemoveLeftover,
  runRestWorkspace,
  runRestartWorkspace,
  runStartWorkspace,
  runStopWorkspace,
];

const handlerByName: ReadonlyMap<string, Handler> = new Map(
  handlers.map((handler) => [handler.command.name, handler]),
);

/** The work of a command that touches the outside, by the command's name. */
export const findHandler = (commandName: string): Handler | undefined => handlerByName.get(commandName);
