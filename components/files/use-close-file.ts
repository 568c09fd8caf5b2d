"use client";

import { useState } from "react";
import type { FileAddress } from "#components/files/use-file-address.ts";
import { isDirty, type OpenFile, type OpenFiles } from "#lib/client/open-files.ts";

interface CloseFileProps {
  opened: OpenFiles;
  files: readonly OpenFile[];
  address: FileAddress;
}

export interface ClosingFile {
  /** Whose changes the person is asked about. */
  asked: string | null;
  close: (path: string) => void;
  /** Without asking. */
  closeNow: (path: string) => void;
  /** It stays open. */
  keep: () => void;
}

/** Closes files; of one with changes that are not saved it is asked first what becomes of them. */
export function useCloseFile({ opened, files, address: { path, show } }: CloseFileProps): ClosingFile {
  const [asked, setAsked] = useState<string | null>(null);

  /** Its neighbour is shown where it was. */
  const closeNow = (gone: string) => {
    const index = files.findIndex((file) => file.path === gone);
    opened.close(gone);
    setAsked(null);
    if (gone === path) show((files[index + 1] ?? files[index - 1])?.path ?? null);
  };
  const close = (gone: string) => {
    const file = opened.find(gone);
    if (file && isDirty(file)) setAsked(gone);
    else closeNow(gone);
  };
  return { asked, close, closeNow, keep: () => setAsked(null) };
}
