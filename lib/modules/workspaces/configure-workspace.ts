import { invalid } from "#lib/kernel/errors.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import {
  ConfiguredWorkspace,
  ConfigureWorkspaceInput,
  type WorkspaceCapabilities,
  type WorkspaceSettings,
} from "#lib/modules/workspaces/schema.ts";
import { capabilitiesOf } from "#lib/modules/workspaces/settings.ts";
import { command } from "#lib/operations/command.ts";

/** Limits count at once, an image from the next rebuild on. What is left out stays as it is. */
export const configureWorkspace = command({
  name: "workspace.configure",
  http: "PUT /api/projects/:projectId/workspace-settings",
  summary: "Change what a project's workspace is made of and may use",
  input: ConfigureWorkspaceInput,
  output: ConfiguredWorkspace,
  async facts(tx, { projectId, ...settings }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    checkSettings(facts.project.runtime, settings, await capabilitiesOf(facts.project.runtime));
    return facts;
  },
  work: {
    timeoutMs: 30_000,
    attemptsMax: 1,
    isDirect: true,
    key: ({ projectId }) => `workspace-settings:${projectId}`,
  },
});

/** Throws a VALIDATION_ERROR for what the runtime could not keep. */
export function checkSettings(
  runtime: string,
  settings: WorkspaceSettings,
  { resourceLimits, images }: WorkspaceCapabilities,
): void {
  if (!images && settings.image) {
    throw invalid("image", `the ${runtime} runtime uses no images; leave it out`);
  }
  for (const field of ["cpus", "memoryBytes", "processesMax"] as const) {
    const isAsked = settings[field] !== undefined && settings[field] !== null;
    if (!resourceLimits && isAsked) {
      throw invalid(field, `the ${runtime} runtime keeps no limits; leave it out`);
    }
  }
}
