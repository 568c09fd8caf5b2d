"use client";

import { useState } from "react";
import type { FileAddress } from "#components/files/use-file-address.ts";
import { isDirty, type OpenFile, type OpenFiles } from "#lib/client/open-files.ts";

interface CloseFilesProps {
  opened: OpenFiles;
  files: readonly OpenFile[];
  address: FileAddress;
}

export interface ClosingFiles {
  /** What is about to close, where some of it has changes that are not saved; null while nothing is asked. */
  asked: readonly string[] | null;
  close: (paths: readonly string[]) => void;
  /** Without asking. */
  closeNow: (paths: readonly string[]) => void;
  /** They stay open. */
  keep: () => void;
}

/** Closes files; where some have changes that are not saved it is asked first what becomes of them. */
export function useCloseFiles({ opened, files, address: { path, show } }: CloseFilesProps): ClosingFiles {
  const [asked, setAsked] = useState<readonly string[] | null>(null);

  /** The nearest one that stays is shown where the shown one was. */
  const closeNow = (gone: readonly string[]) => {
    const index = files.findIndex((file) => file.path === path);
    const stays = (file: OpenFile) => !gone.includes(file.path);
    const next = files.slice(index + 1).find(stays) ?? files.slice(0, Math.max(0, index)).findLast(stays);
    for (const one of gone) opened.close(one);
    setAsked(null);
    if (path !== null && gone.includes(path)) show(next?.path ?? null);
  };
  const close = (gone: readonly string[]) => {
    const hasUnsaved = gone.some((one) => {
      const file = opened.find(one);
      return file !== undefined && isDirty(file);
    });
    if (hasUnsaved) setAsked(gone);
    else closeNow(gone);
  };
  return { asked, close, closeNow, keep: () => setAsked(null) };
}
