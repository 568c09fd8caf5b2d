"use client";

import { createContext, useContext } from "react";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** The running workspace of the project that is open. */
export interface OpenWorkspace {
  projectId: string;
  workspaceId: string;
  /** The reader may change what is in it. */
  isWritable: boolean;
  defaultBranch: string | null;
}

/** Given by the frame around the pages of a project, which shows none of them while the workspace does not run. */
export const OpenWorkspaceContext = createContext<OpenWorkspace | null>(null);

export function useOpenWorkspace(): OpenWorkspace {
  const workspace = useContext(OpenWorkspaceContext);
  if (workspace === null) throw new Error("This page stands outside of a running workspace.");
  return workspace;
}

/** Null while the workspace does not run. */
export function openWorkspaceOf({ id, workspace, access, defaultBranch }: ProjectView): OpenWorkspace | null {
  if (workspace?.state !== "running") return null;
  const isWritable = access === "write" || access === "admin";
  return { projectId: id, workspaceId: workspace.id, isWritable, defaultBranch };
}
