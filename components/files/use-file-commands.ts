"use client";

import { useMemo } from "react";
import { toast } from "sonner";
import type { FinalAnswer } from "#lib/client/command-context.ts";
import { sentenceOf } from "#lib/client/form-faults.ts";
import { countOf } from "#lib/client/format.ts";
import type { OpenFiles } from "#lib/client/open-files.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { joinPath, nameOf, parentOf, partsOfRoot } from "#lib/modules/files/rules.ts";
import type { DeletedPath, WrittenFile } from "#lib/modules/files/schema.ts";

/** Null when done, or in words why not. */
export type Refusal = string | null;

export interface FileCommands {
  makeFile: (path: string) => Promise<Refusal>;
  makeFolder: (path: string) => Promise<Refusal>;
  /** Missing folders above the new place are made. */
  movePath: (from: string, to: string) => Promise<Refusal>;
  /** Into a folder, with a word about it and a way back. */
  moveInto: (paths: readonly string[], folder: string) => Promise<void>;
  /** Into a folder, or beside where each of them is. */
  duplicate: (paths: readonly string[], folder: string | null) => Promise<void>;
  /** To the trash, with a way back. */
  remove: (paths: readonly string[]) => Promise<void>;
}

interface Where {
  rootId: string;
  opened: OpenFiles;
  /** What the address names moved along with its folder. */
  onMoved: (from: string, to: string) => void;
}

const toastMs = 10_000;

/** Changes of the workspace's tree, each told once. */
export function useFileCommands({ rootId, opened, onMoved }: Where): FileCommands {
  const { run: write } = useCommand<object, WrittenFile>({ name: "files.write", errors: "inline" });
  const { run: mkdir } = useCommand<object>({ name: "files.mkdir", errors: "inline" });
  const { run: move } = useCommand<object>({ name: "files.move", errors: "inline" });
  const { run: copy } = useCommand<object, { path: string }>({ name: "files.duplicate", errors: "inline" });
  const { run: trash } = useCommand<object, DeletedPath>({ name: "files.delete", errors: "inline" });
  const { run: restore } = useCommand<object>({ name: "files.restore", label: "Undo" });

  return useMemo(() => {
    const place = partsOfRoot(rootId);
    const withFolders = async (path: string, run: () => Promise<FinalAnswer>): Promise<Refusal> => {
      const answer = await run();
      const isFolderMissing = answer.outcome === "error" && answer.error.type === "NOT_FOUND";
      if (!isFolderMissing || parentOf(path) === "") return refusalOf(answer);
      const made = await mkdir({ ...place, path: parentOf(path) });
      return refusalOf(made.outcome === "done" ? await run() : answer);
    };
    const movePath = async (from: string, to: string): Promise<Refusal> => {
      const refused = await withFolders(to, () => move({ ...place, from, to }));
      if (refused !== null) return refused;
      opened.move(from, to);
      onMoved(from, to);
      return null;
    };
    return {
      makeFile: (path) => withFolders(path, () => write({ ...place, path, content: "", isNew: true })),
      makeFolder: async (path) => refusalOf(await mkdir({ ...place, path })),
      movePath,
      async moveInto(paths, folder) {
        const moves = paths
          .map((from) => ({ from, to: joinPath(folder, nameOf(from)) }))
          .filter(({ from, to }) => from !== to);
        const done = await eachInTurn(
          moves,
          ({ from, to }) => movePath(from, to),
          ({ from }) => from,
          "moved",
        );
        if (done.length === 0) return;
        const undo = async () => {
          for (const { from, to } of done.toReversed()) await movePath(to, from);
        };
        toast(
          `${namesOf(done.map(({ from }) => from))} moved to ${folder === "" ? "the top folder" : folder}`,
          {
            duration: toastMs,
            action: { label: "Undo", onClick: () => void undo() },
          },
        );
      },
      async duplicate(paths, folder) {
        const run = async (path: string) => {
          const to =
            folder === null || parentOf(path) === folder ? undefined : joinPath(folder, nameOf(path));
          return refusalOf(await copy({ ...place, path, ...(to === undefined ? {} : { to }) }));
        };
        await eachInTurn(paths, run, (path) => path, "copied");
      },
      async remove(paths) {
        const trashIds: string[] = [];
        const run = async (path: string) => {
          const answer = await trash({ ...place, path });
          if (answer.outcome !== "done") return refusalOf(answer);
          opened.forget(path);
          trashIds.push(answer.result.trashId);
          return null;
        };
        const done = await eachInTurn(paths, run, (path) => path, "deleted");
        if (done.length === 0) return;
        const undo = async () => {
          for (const trashId of trashIds.toReversed())
            await restore({ workspaceId: place.workspaceId, trashId });
        };
        toast(`${namesOf(done)} moved to the trash`, {
          duration: toastMs,
          action: { label: "Undo", onClick: () => void undo() },
        });
      },
    };
  }, [rootId, opened, onMoved, write, mkdir, move, copy, trash, restore]);
}

/** Stops at nothing: what could be done is given back, what could not is told. */
async function eachInTurn<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<Refusal>,
  pathOf: (item: Item) => string,
  word: string,
): Promise<Item[]> {
  const done: Item[] = [];
  for (const item of items) {
    const refused = await run(item);
    if (refused === null) done.push(item);
    else toast.error(`${nameOf(pathOf(item))} was not ${word}`, { description: refused, duration: toastMs });
  }
  return done;
}

const namesOf = (paths: readonly string[]): string =>
  paths.length === 1 ? nameOf(paths[0] ?? "") : countOf(paths.length, "item");

function refusalOf(answer: FinalAnswer): Refusal {
  if (answer.outcome === "cancelled" || answer.outcome === "held") return "It was not done.";
  return answer.outcome === "error" ? sentenceOf(answer.error) : null;
}
