"use client";

import { useRouter } from "next/navigation";
import { projectHome } from "#components/shell/navigation.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { ErrorShape } from "#lib/kernel/answer.ts";
import type { ProjectRef, ProjectSource, ProjectType } from "#lib/modules/projects/schema.ts";
import type { RuntimeKind } from "#lib/modules/workspaces/schema.ts";

export interface NewProject {
  name: string;
  description?: string;
  type?: ProjectType;
  runtime?: RuntimeKind;
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

/** What the server says about one field of a form; a fault without a field of the form is shown by `restOf`. */
export function faultOf(error: ErrorShape | null, field: string): string | null {
  if (!error || error.details.field !== field) return null;
  return typeof error.details.reason === "string" ? sentence(error.details.reason) : error.message;
}

export function restOf(error: ErrorShape | null, fields: readonly string[]): string | null {
  if (!error) return null;
  return fields.some((field) => error.details.field === field) ? null : error.message;
}

const sentence = (reason: string): string => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
