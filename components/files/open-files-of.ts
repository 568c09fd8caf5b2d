"use client";

import { useSyncExternalStore } from "react";
import { keepOpenFiles } from "#components/files/keep-open-files.ts";
import { createOpenFiles, type OpenFile, type OpenFiles } from "#lib/client/open-files.ts";
import { readContent } from "#lib/client/read-content.ts";

const byWorkspace = new Map<string, OpenFiles>();

/** The open files of a person in a workspace: the same ones each time the page is shown again, also after a reload. */
export function openFilesOf(personId: string, rootId: string): OpenFiles {
  const key = `${personId}/${rootId}`;
  const known = byWorkspace.get(key);
  if (known) return known;
  const opened = createOpenFiles((path) => readContent(rootId, path));
  byWorkspace.set(key, opened);
  keepOpenFiles(personId, rootId, opened);
  return opened;
}

const none: readonly OpenFile[] = [];

export function useOpenFiles(opened: OpenFiles): readonly OpenFile[] {
  return useSyncExternalStore(opened.subscribe, opened.files, () => none);
}
