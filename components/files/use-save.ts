"use client";

import { useCallback, useState } from "react";
import { toast } from "sonner";
import type { OpenFiles } from "#lib/client/open-files.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { nameOf, partsOfRoot } from "#lib/modules/files/rules.ts";
import type { WrittenFile } from "#lib/modules/files/schema.ts";

/** A save that was refused, or that the person asks about beforehand; each one is another. */
interface Conflict {
  path: string;
  count: number;
}

export interface Saving {
  /** Saves over what was read; true when it is on the disk. */
  save: (path: string) => Promise<boolean>;
  /** Saves over what is on the disk now; null: as a new file. */
  saveOver: (path: string, etag: string | null) => Promise<boolean>;
  isSaving: boolean;
  /** The file that changed underneath. */
  conflict: Conflict | null;
  showConflict: (path: string) => void;
  closeConflict: () => void;
}

export function useSave(rootId: string, opened: OpenFiles): Saving {
  const { run, isPending } = useCommand<object, WrittenFile>({ name: "files.write", errors: "inline" });
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const showConflict = useCallback(
    (path: string) => setConflict((now) => ({ path, count: (now?.count ?? 0) + 1 })),
    [],
  );

  const saveOver = useCallback(
    async (path: string, over: string | null) => {
      const file = opened.find(path);
      if (file?.state !== "text") return false;
      const { text } = file;
      const condition = over === null ? { isNew: true } : { ifMatch: over };
      const answer = await run({ ...partsOfRoot(rootId), path, content: text, ...condition });
      if (answer.outcome === "done") {
        const { etag, sizeBytes } = answer.result;
        opened.markSaved(path, { text, etag, sizeBytes });
        setConflict(null);
        return true;
      }
      if (answer.outcome === "error" && answer.error.type === "CONFLICT") showConflict(path);
      else if (answer.outcome === "error") {
        toast.error(`${nameOf(path)} was not saved`, { description: answer.error.message, duration: 10_000 });
      }
      return false;
    },
    [rootId, opened, run, showConflict],
  );
  const save = useCallback(
    async (path: string) => {
      const file = opened.find(path);
      return file ? saveOver(path, file.etag) : false;
    },
    [opened, saveOver],
  );
  const closeConflict = useCallback(() => setConflict(null), []);
  return { save, saveOver, isSaving: isPending, conflict, showConflict, closeConflict };
}
