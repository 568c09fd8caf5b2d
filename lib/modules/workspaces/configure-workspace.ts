import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { settingsRefusal } from "#lib/modules/workspaces/rules.ts";
import { ConfiguredWorkspace, ConfigureWorkspaceInput, usualLimits } from "#lib/modules/workspaces/schema.ts";
import { capabilitiesOf, checkSettings } from "#lib/modules/workspaces/settings.ts";
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
    const { runtime, workspaceSettings } = facts.project;
    checkSettings(runtime, settings, capabilitiesOf(runtime));
    const refusal = settingsRefusal(actor, settings, workspaceSettings, usualLimits);
    if (refusal) throw refusal;
    return facts;
  },
  work: {
    timeoutMs: 30_000,
    attemptsMax: 1,
    key: ({ projectId }) => `workspace-settings:${projectId}`,
  },
});
