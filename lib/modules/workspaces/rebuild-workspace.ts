import { conflict } from "#lib/kernel/errors.ts";
import { wish } from "#lib/modules/workspaces/life.ts";
import { lookInside, stopFacts } from "#lib/modules/workspaces/life-facts.ts";
import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { ChangedWorkspace, WorkspaceInput } from "#lib/modules/workspaces/schema.ts";
import { capabilitiesOf } from "#lib/modules/workspaces/settings.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import { command } from "#lib/operations/command.ts";

/** How another image comes into force: what it is made of is new, what lies in it stays. */
export const rebuildWorkspace = command({
  name: "workspace.rebuild",
  http: "POST /api/workspaces/:workspaceId/rebuild",
  summary: "Make a workspace anew from its image; its files stay",
  input: WorkspaceInput,
  output: ChangedWorkspace,
  prepare: (platform, input, actor) => lookInside(platform, actor, input),
  async facts(tx, { workspaceId }, actor) {
    const facts = await workspaceFacts(tx, actor, workspaceId);
    if (!capabilitiesOf(facts.workspace.runtime).images) {
      throw conflict("A workspace of this runtime is made from no image, so there is nothing to rebuild.");
    }
    return { ...facts, ...(await stopFacts(tx, facts.workspace)) };
  },
  async begin(tx, { facts: { workspace, project } }) {
    await wish(tx, workspace, "running");
    return { workspace: workspaceView({ ...workspace, desiredState: "running" }, project) };
  },
  work: { timeoutMs: 1_800_000, attemptsMax: 3, key: ({ workspaceId }) => `workspace:${workspaceId}` },
});
