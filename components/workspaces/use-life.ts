"use client";

import { useCommand } from "#lib/client/run-command.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import type { WorkspaceState } from "#lib/modules/workspaces/schema.ts";

const movingStates: readonly WorkspaceState[] = ["creating", "starting", "stopping", "removing"];

/** On its way somewhere: nothing can be asked meanwhile. */
export const isOnItsWay = (state: WorkspaceState): boolean => movingStates.includes(state);

interface LifeVerb {
  run: () => void;
  isPending: boolean;
}

export interface Life {
  isMoving: boolean;
  mayWrite: boolean;
  mayAdminister: boolean;
  start: LifeVerb;
  stop: LifeVerb;
  restart: LifeVerb;
  rebuild: LifeVerb;
  remove: LifeVerb;
  create: LifeVerb;
}

/** The verbs of a workspace's life, each through the one dialog where it is held. */
export function useLife(project: ProjectView): Life {
  const ofProject = { projectId: project.id };
  const ofWorkspace = { workspaceId: project.workspace?.id ?? "" };
  const start = useCommand<typeof ofProject>({ name: "project.start", label: "Start" });
  const stop = useCommand<typeof ofProject>({ name: "project.stop", label: "Stop the workspace" });
  const restart = useCommand<typeof ofWorkspace>({ name: "workspace.restart", label: "Restart the helper" });
  const rebuild = useCommand<typeof ofWorkspace>({
    name: "workspace.rebuild",
    label: "Rebuild the workspace",
  });
  const remove = useCommand<typeof ofWorkspace>({ name: "workspace.delete", label: "Remove the workspace" });
  const create = useCommand<typeof ofProject>({ name: "workspace.create", label: "Make it again" });
  const verb = <Input>(
    { run, isPending }: { run: (input: Input) => unknown; isPending: boolean },
    input: Input,
  ): LifeVerb => ({ run: () => void run(input), isPending });
  return {
    isMoving: isOnItsWay(project.workspace?.state ?? "removed"),
    mayWrite: project.access === "write" || project.access === "admin",
    mayAdminister: project.access === "admin",
    start: verb(start, ofProject),
    stop: verb(stop, ofProject),
    restart: verb(restart, ofWorkspace),
    rebuild: verb(rebuild, ofWorkspace),
    remove: verb(remove, ofWorkspace),
    create: verb(create, ofProject),
  };
}
