import { AppError } from "#lib/kernel/errors.ts";
import { openGitAccess } from "#lib/modules/git-access/open-git-access.ts";
import { stepNames } from "#lib/modules/projects/rules.ts";
import { ProjectSource } from "#lib/modules/projects/schema.ts";
import {
  changeProject,
  findPerson,
  findProjectOfCreation,
  type ProjectRow,
} from "#lib/modules/projects/store.ts";
import {
  createInRuntime,
  prepareInRuntime,
  reachInRuntime,
  removeFromRuntime,
  startInRuntime,
  writeCameUp,
} from "#lib/modules/workspaces/life.ts";
import {
  findWorkspaceOfProject,
  markUncreated,
  type WorkspaceRow,
} from "#lib/modules/workspaces/of-project.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import type { FailureContext, WorkContext } from "#lib/operations/handler.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import { cloneRepository, initializeRepository, inspectRepository } from "#lib/providers/workspaced/git.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

type Context = Omit<WorkContext<unknown, unknown>, "input" | "facts">;

/**
 * Brings a project's workspace up from its source: the work of a creation and of its retry. A failure removes the
 * workspace again, never the files of a folder source.
 */
export async function bringUp(context: Context): Promise<void> {
  const { platform, operationId } = context;
  const { orm } = platform.database;
  const project = await findProjectOfCreation(orm, operationId);
  const workspace = project && (await findWorkspaceOfProject(orm, project.id));
  if (!project || !workspace) throw new AppError("CONFLICT", "The project is gone.");
  await bringUpFrom(context, { project, workspace });
}

interface Made {
  project: ProjectRow;
  workspace: WorkspaceRow;
}

/** The same for a workspace whose row is at hand: one that is made again. */
export async function bringUpFrom(context: Context, { project, workspace }: Made): Promise<void> {
  const { platform, signal, step, log, close } = context;
  const source = ProjectSource.parse(project.source);

  if (workspace.runtime !== "local") {
    await step(stepNames.image, () => prepareInRuntime({ workspace, project }, { platform, signal, log }));
  }
  await step(
    stepNames.create,
    async () => {
      // An earlier creation may have left something behind that could not be removed then.
      await removeFromRuntime(workspace, signal);
      return createInRuntime({ workspace, project }, { platform, signal });
    },
    () => removeFromRuntime(workspace),
  );
  await step(stepNames.start, async () => void (await startInRuntime(workspace, { platform, signal })));
  const reach = () => reachInRuntime(workspace, { platform, signal });
  const fill = async () =>
    withWorkspace(await reach(), (address) => fillFrom({ source, projectId: project.id }, address, context));
  await step(stepNames[source.type], fill);
  const defaultBranch = await step(stepNames.prepare, async () =>
    withWorkspace(await reach(), (address) => prepare(source, address, context)),
  );
  const observed = await startInRuntime(workspace, { platform, signal });
  await close(async (tx) => {
    await changeProject(tx, project.id, { status: "running", statusReason: null, defaultBranch });
    await writeCameUp(tx, workspace, observed);
    return {
      project: { id: project.id, slug: project.slug, status: "running" },
      workspace: { id: workspace.id, state: "running" },
    };
  });
}

/** What a failed or cancelled creation means for the rows. */
export async function giveUp(tx: Tx, { operationId, message }: FailureContext<unknown>): Promise<void> {
  const project = await findProjectOfCreation(tx, operationId);
  const workspace = project && (await findWorkspaceOfProject(tx, project.id));
  if (project && workspace) await giveUpOn(tx, { project, workspace }, message);
}

export async function giveUpOn(tx: Tx, { project, workspace }: Made, message: string): Promise<void> {
  await changeProject(tx, project.id, { status: "error", statusReason: message });
  await markUncreated(tx, workspace, "removed");
  publish(tx, { topic: "projects", name: "project.updated", subjectId: project.id, projectId: project.id });
}

interface Filling {
  source: ProjectSource;
  projectId: string;
}

async function fillFrom(
  { source, projectId }: Filling,
  address: WorkspacedAddress,
  context: Context,
): Promise<void> {
  const { signal } = context;
  switch (source.type) {
    case "git":
      return clone({ ...source, projectId }, address, context);
    case "folder":
      return checkFolder(address, signal);
    case "empty":
      await initializeRepository(address, { author: await authorOf(context) }, { signal });
  }
}

async function clone(
  { url, branch, projectId }: Extract<ProjectSource, { type: "git" }> & { projectId: string },
  address: WorkspacedAddress,
  { platform, signal, progress, log }: Context,
): Promise<void> {
  let phase = "";
  const access = await openGitAccess({ platform, projectId, address, url, signal });
  for await (const line of cloneRepository(address, { url, branch }, { signal, access })) {
    if (line.type === "progress") {
      progress(line.percent, line.phase);
      if (line.phase !== phase || line.percent === 100) log(`${line.phase}: ${line.percent} %`);
      phase = line.phase;
    } else if (line.type === "error") {
      const sentence = cloneSentences[line.reason];
      throw new ProviderError(
        "git",
        line.message === "" ? sentence : `${sentence} git says: ${line.message}`,
      );
    }
  }
}

const cloneSentences = {
  not_found:
    "There is no repository at this URL, or it is private: then give the project a token or an SSH key for it, and retry.",
  no_access: "The repository refused access. Give the project a token or an SSH key for it, then retry.",
  branch_missing: "The branch does not exist in the repository.",
  unreachable: "The repository's server could not be reached. Check the URL and the network.",
  disk_full: "The disk is full.",
  not_empty: "The workspace's folder is not empty.",
  other: "The repository could not be cloned.",
} as const;

async function checkFolder(address: WorkspacedAddress, signal: AbortSignal): Promise<void> {
  const found = await inspectRepository(address, {}, { signal });
  const advice = "Run git init and commit there, then retry.";
  if (!found.isRepository) {
    throw new AppError("VALIDATION_ERROR", `The folder is not a git repository. ${advice}`, {
      details: { field: "source.path", reason: "is not a git repository" },
    });
  }
  if (found.isBare) {
    throw new AppError("VALIDATION_ERROR", "The folder is a bare repository, without files to work on.", {
      details: {
        field: "source.path",
        reason: "is a bare repository; give its path as a Git URL to clone it",
      },
    });
  }
  if (found.hasCommits) return;
  throw new AppError("VALIDATION_ERROR", `The folder's repository has no commit yet. ${advice}`, {
    details: { field: "source.path", reason: "has no commit yet" },
  });
}

/** Gives the default branch. A repository without a commit gets a first one: tasks branch off from it. */
async function prepare(
  source: ProjectSource,
  address: WorkspacedAddress,
  context: Context,
): Promise<string | null> {
  const { signal, log } = context;
  let found = await inspectRepository(address, {}, { signal });
  if (!found.hasCommits) {
    log("The repository is empty; it gets a first commit.");
    await initializeRepository(address, { author: await authorOf(context) }, { signal });
    found = await inspectRepository(address, {}, { signal });
  }
  const chosen = source.type === "git" ? source.branch : undefined;
  const branch = chosen ?? found.defaultBranch;
  if (branch) log(`The default branch is ${branch}.`);
  return branch;
}

/** The person who asked, as git knows people; a bare machine has no identity of its own. */
async function authorOf({ actor, platform }: { actor: Actor; platform: Context["platform"] }) {
  const person = actor.userId ? await findPerson(platform.database.orm, actor.userId) : null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git drops what is replaced here without a word
  const name = (person?.name ?? "").replaceAll(/[\u0000-\u001f\u007f<>]/g, " ").trim();
  return { name: name || "Lockkeeper", email: person?.email || "lockkeeper@localhost" };
}
