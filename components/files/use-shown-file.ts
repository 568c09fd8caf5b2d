"use client";

import { useEffect, useRef } from "react";
import type { FileAddress } from "#components/files/use-file-address.ts";
import { readFilesSession, withRecent, writeFilesSession } from "#lib/client/files-session.ts";
import type { OpenFiles } from "#lib/client/open-files.ts";

interface ShownFile {
  personId: string;
  rootId: string;
  opened: OpenFiles;
  address: FileAddress;
  /** Whether a page without a file in its address shows the one that was shown last. */
  isLastShown: boolean;
}

/** Opens the file that the address names and keeps it in mind as the latest; without one the last is shown again. */
export function useShownFile({ personId, rootId, opened, address, isLastShown }: ShownFile): void {
  const { path, comeBackTo } = address;
  const hasStarted = useRef(false);
  useEffect(() => {
    const isFirst = !hasStarted.current;
    hasStarted.current = true;
    const session = readFilesSession(personId, rootId);
    if (path === null) {
      const isStillOpen = opened.files().some((file) => file.path === session.shown);
      if (isFirst && isLastShown && session.shown !== null && isStillOpen) comeBackTo(session.shown);
      else if (!isFirst) writeFilesSession(personId, rootId, { ...session, shown: null });
      return;
    }
    void opened.open(path, { isPreview: true });
    const recent = withRecent(session.recent, path);
    writeFilesSession(personId, rootId, { ...session, shown: path, recent });
  }, [personId, rootId, path, opened, isLastShown, comeBackTo]);
}
