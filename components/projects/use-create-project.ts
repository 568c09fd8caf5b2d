"use client";

import { useRouter } from "next/navigation";
import { projectHome } from "#components/shell/navigation.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { ProjectRef, ProjectSource, ProjectType } from "#lib/modules/projects/schema.ts";
import type { RuntimeKind, WorkspaceSettings } from "#lib/modules/workspaces/schema.ts";

export interface NewProject {
  name: string;
  description?: string;
  type?: ProjectType;
  runtime?: RuntimeKind;
  workspaceSettings?: WorkspaceSettings;
  source: ProjectSource;
}

/** Makes a project and opens its page, where the steps of its creation are shown. */
export function useCreateProject(onMade?: () => void) {
  const router = useRouter();
  return useCommand<NewProject, { project: ProjectRef }>({
    name: "project.create",
    label: "Create project",
    errors: "inline",
    onDone: (result) => {
      onMade?.();
      if (result) router.push(projectHome(result.project.id));
    },
  });
}
