"use client";

import { useSyncExternalStore } from "react";
import { createOpenFiles, isDirty, type OpenFile, type OpenFiles } from "#lib/client/open-files.ts";
import { readContent } from "#lib/client/read-content.ts";

const byWorkspace = new Map<string, OpenFiles>();

/** The open files of a workspace: the same ones each time the page is shown again. */
export function openFilesOf(workspaceId: string): OpenFiles {
  const known = byWorkspace.get(workspaceId);
  if (known) return known;
  const opened = createOpenFiles((path) => readContent(workspaceId, path));
  byWorkspace.set(workspaceId, opened);
  opened.subscribe(guardSite);
  return opened;
}

const none: readonly OpenFile[] = [];

export function useOpenFiles(opened: OpenFiles): readonly OpenFile[] {
  return useSyncExternalStore(opened.subscribe, opened.files, () => none);
}

const askBeforeLeaving = (event: BeforeUnloadEvent) => event.preventDefault();

/** While anything is unsaved the browser asks before the tab closes or reloads. */
function guardSite(): void {
  const hasUnsaved = [...byWorkspace.values()].some((opened) => opened.files().some(isDirty));
  if (hasUnsaved) window.addEventListener("beforeunload", askBeforeLeaving);
  else window.removeEventListener("beforeunload", askBeforeLeaving);
}
