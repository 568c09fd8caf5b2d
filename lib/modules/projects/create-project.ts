import { conflict, forbidden, invalid } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { slugOf } from "#lib/modules/projects/rules.ts";
import { ChangedProject, CreateProjectInput } from "#lib/modules/projects/schema.ts";
import {
  changeProject,
  findProjectBySlug,
  hasLlmProvider,
  insertMember,
  insertProject,
  type ProjectRow,
} from "#lib/modules/projects/store.ts";
import {
  addWorkspace,
  checkRuntime,
  findWorkspaceOfProject,
  markUncreated,
} from "#lib/modules/workspaces/of-project.ts";
import { localRefusal, settingsRefusal } from "#lib/modules/workspaces/rules.ts";
import { usualLimits } from "#lib/modules/workspaces/schema.ts";
import { capabilitiesOf, checkSettings, hasFolderSources } from "#lib/modules/workspaces/settings.ts";
import { command } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** The row is there at once, with status `creating`; the job brings its workspace up. */
export const createProject = command({
  name: "project.create",
  http: "POST /api/projects",
  summary: "Create a project from a Git URL, a folder or nothing",
  input: CreateProjectInput,
  output: ChangedProject,
  async facts(tx, { name, runtime, llmProvider, workspaceSettings = {}, source }, actor) {
    checkMaker(actor);
    checkRuntime(runtime);
    checkSettings(runtime, workspaceSettings, capabilitiesOf(runtime), "workspaceSettings.");
    if (source.type === "folder" && !hasFolderSources(runtime)) {
      throw invalid(
        "source.path",
        `the ${runtime} runtime cannot work in a folder of this machine; choose local`,
      );
    }
    const refusal =
      localRefusal(actor, runtime) ??
      settingsRefusal(actor, workspaceSettings, {}, usualLimits, "workspaceSettings.");
    if (refusal) throw refusal;
    if (llmProvider !== undefined && !(await hasLlmProvider(tx, llmProvider))) {
      throw invalid("llmProvider", `${llmProvider} is not set up; configure it first or leave it out`);
    }
    // Asked again by the job, it is there.
    const id = (await findProjectBySlug(tx, slugOf(name)))?.id ?? newId();
    return { target: { kind: "project", id, name, projectId: id }, access: "write" };
  },
  async begin(tx, { input, facts, actor, operationId, platform }) {
    const { name, description, type, runtime, source, llmProvider, workspaceSettings = {} } = input;
    const { id } = facts.target;
    const slug = slugOf(name);
    const known = await findProjectBySlug(tx, slug);
    if (known?.creationOperationId === operationId) return beginAgain(tx, known);
    if (known) throw nameTaken(name, slug);
    const createdBy = checkMaker(actor);
    // Of many at once the first one gets the name; the others wait for it here.
    const isNew = await insertProject(tx, {
      id,
      slug,
      name,
      description,
      type,
      status: "creating",
      source,
      runtime,
      workspaceSettings,
      llmProvider: llmProvider ?? null,
      creationOperationId: operationId,
      createdBy,
    });
    if (!isNew) throw nameTaken(name, slug);
    await insertMember(tx, id, createdBy, "admin");
    await addWorkspace(tx, platform, { projectId: id, runtime });
    publish(tx, { topic: "projects", name: "project.created", subjectId: id, projectId: id });
    return { project: { id, slug, status: "creating" as const } };
  },
  work: { timeoutMs: 2 * 3_600_000, attemptsMax: 5, key: ({ name }) => `project:${slugOf(name)}` },
});

/** It had begun before and was held again: its rows are there. */
async function beginAgain(tx: Tx, { id, slug }: ProjectRow) {
  const workspace = await findWorkspaceOfProject(tx, id);
  await changeProject(tx, id, { status: "creating", statusReason: null });
  if (workspace) await markUncreated(tx, workspace, "creating");
  publish(tx, { topic: "projects", name: "project.updated", subjectId: id, projectId: id });
  return { project: { id, slug, status: "creating" as const } };
}

/** The person that the project will belong to. */
function checkMaker(actor: Actor): string {
  if (actor.projectId) throw forbidden("A key that is bound to a project cannot make others.");
  if (actor.scopes && !actor.scopes.includes("write")) throw forbidden("This key may only read.");
  if (!actor.userId) throw forbidden("A project needs a person it belongs to.");
  return actor.userId;
}

export const nameTaken = (name: string, slug: string) =>
  conflict(
    `There is a project with the name ${name} or its short form ${slug} already. Choose another name.`,
    {
      field: "name",
      reason: `${name} is taken`,
      slug,
    },
  );
