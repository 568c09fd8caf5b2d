"use client";

import { CirclePause, Hammer, Play, RotateCcw, Trash2 } from "lucide-react";
import { useMemo, useRef } from "react";
import type { Life } from "#components/workspaces/use-life.ts";
import { type CommandAction, useCommandActions } from "#lib/client/command-actions.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import type { WorkspaceDetail } from "#lib/modules/workspaces/schema.ts";

/** Puts what can be done with the workspace now into the command menu. */
export function useLifeActions(
  project: ProjectView,
  { state, isGone, capabilities }: WorkspaceDetail,
  life: Life,
): void {
  const latest = useRef(life);
  latest.current = life;
  const { name } = project;
  const { isMoving, mayWrite, mayAdminister } = life;
  const { images } = capabilities;
  const actions = useMemo(() => {
    if (isMoving || !mayWrite) return [];
    const entry = (id: keyof Life & string, more: Pick<CommandAction, "label" | "icon" | "level">) => ({
      id: `workspace-${id}`,
      where: name,
      run: () => {
        const verb = latest.current[id];
        if (typeof verb === "object") verb.run();
      },
      ...more,
    });
    if (state === "removed" || isGone)
      return [entry("create", { label: "Make the workspace again", icon: Play })];
    const turns =
      state === "running"
        ? [
            entry("restart", { label: "Restart the helper", icon: RotateCcw }),
            entry("stop", { label: "Stop the workspace", icon: CirclePause, level: "MEDIUM" }),
          ]
        : [entry("start", { label: "Start the workspace", icon: Play })];
    const rebuild = entry("rebuild", { label: "Rebuild the workspace", icon: Hammer, level: "MEDIUM" });
    const remove = entry("remove", { label: "Remove the workspace", icon: Trash2, level: "HIGH" });
    return [...turns, ...(images ? [rebuild] : []), ...(mayAdminister ? [remove] : [])];
  }, [name, state, isGone, isMoving, mayWrite, mayAdminister, images]);
  useCommandActions(actions);
}
