import { lstatSync } from "node:fs";
import { readdir } from "node:fs/promises";
import type { Root } from "../roots.ts";
import { isLeftOut } from "./folder-watches.ts";
import { withFolder } from "./inside.ts";

const pollMs = 2000;
const entriesMax = 5000;

/** Looks every two seconds at folders that cannot be watched; the answer ends it. */
export function pollFolders(
  root: Root,
  folders: () => string[],
  changed: (path: string) => void,
): () => void {
  let before = new Map<string, Map<string, string>>();
  let isEnded = false;
  const look = async () => {
    const now = new Map<string, Map<string, string>>();
    for (const folder of folders()) {
      const entries = await readMarks(root, folder).catch(() => new Map<string, string>());
      const known = before.get(folder);
      now.set(folder, entries);
      if (known === undefined) continue;
      const names = new Set([...known.keys(), ...entries.keys()]);
      for (const name of names) {
        if (known.get(name) !== entries.get(name)) changed(folder === "" ? name : `${folder}/${name}`);
      }
    }
    before = now;
    if (!isEnded) timer = setTimeout(() => void look(), pollMs).unref();
  };
  let timer = setTimeout(() => void look(), 0).unref();
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}

/** Of each entry what changes when it does. */
async function readMarks(root: Root, folder: string): Promise<Map<string, string>> {
  return withFolder(root, folder === "" ? [] : folder.split("/"), async (opened) => {
    const marks = new Map<string, string>();
    for (const name of (await readdir(opened.at())).slice(0, entriesMax)) {
      if (isLeftOut(name)) continue;
      const stats = lstatSync(opened.at(name), { throwIfNoEntry: false });
      if (stats !== undefined) marks.set(name, `${stats.ino} ${stats.mtimeMs} ${stats.size} ${stats.mode}`);
    }
    return marks;
  });
}
