"use client";

import { useCallback, useMemo, useState } from "react";
import type { PathQuestion } from "#components/files/path-dialog.tsx";
import type { TreeEdit } from "#components/files/tree-rows.ts";
import { type FileCommands, type Refusal, useFileCommands } from "#components/files/use-file-commands.ts";
import type { OpenFiles } from "#lib/client/open-files.ts";
import { isWithin, joinPath, nameOf, parentOf } from "#lib/modules/files/rules.ts";

interface Where {
  rootId: string;
  opened: OpenFiles;
  onOpenFile: (path: string) => void;
  onReveal: (path: string) => void;
  /** What the address names moved along with its folder. */
  onMoved: (from: string, to: string) => void;
}

export interface FileActions extends Pick<FileCommands, "makeFolder" | "moveInto" | "duplicate" | "remove"> {
  /** The name that is being typed in the tree. */
  edit: TreeEdit | null;
  newFile: (folder: string) => void;
  newFolder: (folder: string) => void;
  rename: (path: string) => void;
  /** Takes the name that was typed; null when done, or why not. */
  submitName: (name: string) => Promise<Refusal>;
  cancelEdit: () => void;
  /** Asks for the folder to move to, as dragging does with a pointer. */
  askWhereTo: (paths: readonly string[]) => void;
  question: PathQuestion | null;
  closeQuestion: () => void;
}

/** What can be done with the tree: names typed in place, and everything that needs none. */
export function useFileActions({ rootId, opened, onOpenFile, onReveal, onMoved }: Where): FileActions {
  const [edit, setEdit] = useState<TreeEdit | null>(null);
  const [question, setQuestion] = useState<PathQuestion | null>(null);
  const commands = useFileCommands({ rootId, opened, onMoved });

  const begin = useCallback(
    (type: "file" | "folder", folder: string) => {
      onReveal(joinPath(folder, "x"));
      setEdit({ kind: "new", type, folder });
    },
    [onReveal],
  );
  const submitName = useCallback(
    async (typed: string): Promise<Refusal> => {
      const name = typed.trim().replace(/\/+$/, "");
      if (edit === null || name === "") {
        setEdit(null);
        return null;
      }
      const path = joinPath(edit.kind === "new" ? edit.folder : parentOf(edit.path), name);
      if (edit.kind === "rename" && path === edit.path) {
        setEdit(null);
        return null;
      }
      const run =
        edit.kind === "rename"
          ? () => commands.movePath(edit.path, path)
          : () => commands[edit.type === "file" ? "makeFile" : "makeFolder"](path);
      const refused = await run();
      if (refused !== null) return refused;
      setEdit(null);
      onReveal(path);
      if (edit.kind === "new" && edit.type === "file") onOpenFile(path);
      return null;
    },
    [edit, commands, onReveal, onOpenFile],
  );
  const askWhereTo = useCallback(
    (paths: readonly string[]) => setQuestion(whereTo(paths, commands)),
    [commands],
  );
  return useMemo(
    () => ({
      edit,
      newFile: (folder) => begin("file", folder),
      newFolder: (folder) => begin("folder", folder),
      rename: (path) => setEdit({ kind: "rename", path }),
      submitName,
      cancelEdit: () => setEdit(null),
      askWhereTo,
      question,
      closeQuestion: () => setQuestion(null),
      makeFolder: commands.makeFolder,
      moveInto: commands.moveInto,
      duplicate: commands.duplicate,
      remove: commands.remove,
    }),
    [edit, begin, submitName, askWhereTo, question, commands],
  );
}

function whereTo(paths: readonly string[], commands: FileCommands): PathQuestion {
  const [first = ""] = paths;
  return {
    title: paths.length === 1 ? `Move ${nameOf(first)}` : `Move ${paths.length} items`,
    label: "Folder",
    hint: "The folder it goes to; empty for the top folder. Missing ones are made.",
    button: "Move",
    value: parentOf(first),
    async submit(typed) {
      const folder = typed.replace(/^\/+|\/+$/g, "");
      if (paths.some((path) => isWithin(folder, path))) return "A folder cannot be moved into itself.";
      await commands.moveInto(paths, folder);
      return null;
    },
  };
}
