"use client";

import { useCallback, useMemo, useState } from "react";
import { toast } from "sonner";
import type { PathQuestion } from "#components/files/path-dialog.tsx";
import type { FinalAnswer } from "#lib/client/command-context.ts";
import type { OpenFiles } from "#lib/client/open-files.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { joinPath, nameOf, parentOf } from "#lib/modules/files/rules.ts";
import type { DeletedPath, FileEntry, WrittenFile } from "#lib/modules/files/schema.ts";

interface Where {
  workspaceId: string;
  opened: OpenFiles;
  onOpenFile: (path: string) => void;
  onReveal: (path: string) => void;
  /** What the address names moved along with its folder. */
  onMoved: (from: string, to: string) => void;
}

export interface FileActions {
  question: PathQuestion | null;
  closeQuestion: () => void;
  newFile: (folder: string) => void;
  newFolder: (folder: string) => void;
  rename: (entry: Pick<FileEntry, "path">) => void;
  remove: (entry: Pick<FileEntry, "path" | "type">) => void;
}

/** Makes, moves and deletes files, asking for a path where one is needed. */
export function useFileActions({ workspaceId, opened, onOpenFile, onReveal, onMoved }: Where): FileActions {
  const [question, setQuestion] = useState<PathQuestion | null>(null);
  const { run: write } = useCommand<object, WrittenFile>({ name: "files.write", errors: "inline" });
  const { run: mkdir } = useCommand<object>({ name: "files.mkdir", errors: "inline" });
  const { run: move } = useCommand<object>({ name: "files.move", errors: "inline" });
  const { run: trash } = useCommand<object, DeletedPath>({ name: "files.delete", label: "Delete" });
  const { run: restore } = useCommand<object>({ name: "files.restore", label: "Undo" });

  const newFile = useCallback(
    (folder: string) =>
      setQuestion({
        title: "New file",
        hint: "Folders in the path are made where they are missing.",
        button: "Create",
        value: folder === "" ? "" : `${folder}/`,
        async submit(path) {
          const file = { workspaceId, path, content: "", isNew: true };
          let answer = await write(file);
          if (answer.outcome === "error" && answer.error.type === "NOT_FOUND" && parentOf(path) !== "") {
            const made = await mkdir({ workspaceId, path: parentOf(path) });
            answer = made.outcome === "done" ? await write(file) : answer;
          }
          const refused = reasonOf(answer);
          if (refused === null) onOpenFile(path);
          return refused;
        },
      }),
    [workspaceId, write, mkdir, onOpenFile],
  );
  const newFolder = useCallback(
    (folder: string) =>
      setQuestion({
        title: "New folder",
        hint: "Git does not keep empty folders; put a file in it.",
        button: "Create",
        value: folder === "" ? "" : `${folder}/`,
        async submit(path) {
          const refused = reasonOf(await mkdir({ workspaceId, path }));
          if (refused === null) onReveal(joinPath(path, "x"));
          return refused;
        },
      }),
    [workspaceId, mkdir, onReveal],
  );
  const rename = useCallback(
    ({ path: from }: Pick<FileEntry, "path">) =>
      setQuestion({
        title: `Rename or move ${nameOf(from)}`,
        hint: "Another folder in the path moves it there.",
        button: "Move",
        value: from,
        async submit(to) {
          const refused = to === from ? null : reasonOf(await move({ workspaceId, from, to }));
          if (refused !== null || to === from) return refused;
          opened.move(from, to);
          onMoved(from, to);
          onReveal(to);
          return null;
        },
      }),
    [workspaceId, move, opened, onMoved, onReveal],
  );
  const remove = useCallback(
    async ({ path, type }: Pick<FileEntry, "path" | "type">) => {
      const answer = await trash({ workspaceId, path });
      if (answer.outcome !== "done") return;
      opened.forget(path);
      const { trashId } = answer.result;
      toast(`${type === "folder" ? "Folder" : "File"} ${nameOf(path)} deleted`, {
        duration: 10_000,
        action: { label: "Undo", onClick: () => void restore({ workspaceId, trashId }) },
      });
    },
    [workspaceId, trash, restore, opened],
  );
  const closeQuestion = useCallback(() => setQuestion(null), []);
  return useMemo(
    () => ({ question, closeQuestion, newFile, newFolder, rename, remove: (entry) => void remove(entry) }),
    [question, closeQuestion, newFile, newFolder, rename, remove],
  );
}

function reasonOf(answer: FinalAnswer): string | null {
  if (answer.outcome !== "error") return null;
  const { reason } = answer.error.details;
  if (typeof reason !== "string") return answer.error.message;
  return `It ${reason}${reason.endsWith(".") ? "" : "."}`;
}
