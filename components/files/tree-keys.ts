import type { KeyboardEvent } from "react";
import type { TreeRow } from "#components/files/tree-rows.ts";
import { parentOf } from "#lib/modules/files/rules.ts";
import type { FileEntry } from "#lib/modules/files/schema.ts";

export type TreeAction =
  | { kind: "select"; path: string; isRange: boolean }
  | { kind: "selectAll" }
  | { kind: "toggle"; path: string }
  | { kind: "look"; path: string }
  | { kind: "openFile"; path: string }
  | { kind: "setOpen"; path: string; isOpen: boolean }
  | { kind: "rename" | "delete" | "duplicate" | "cut" | "copy"; entry: FileEntry }
  | { kind: "paste"; entry: FileEntry | undefined }
  | { kind: "menu"; entry: FileEntry };

interface TreeKeys {
  rows: readonly TreeRow[];
  /** The row the keys stand on; -1 for none. */
  index: number;
  /** What was typed to find a name, and when. */
  typed: { text: string; atMs: number };
}

const pageRows = 15;
const typingPauseMs = 700;

/** What a key means in the tree (WAI-ARIA, Tree View Pattern; VS Code's keys for files); null leaves it to the browser. */
export function keyAction(event: KeyboardEvent, keys: TreeKeys): TreeAction | null {
  const { rows, index } = keys;
  const row = rows[index];
  const entry = row?.kind === "entry" ? row.entry : undefined;
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return commandOf(event, entry);
  const isOpen = row?.kind === "entry" && row.isOpen;
  const step = (by: number) => select(rows, index, by, event.shiftKey);
  if (event.key === "ArrowDown") return step(1);
  if (event.key === "ArrowUp") return step(-1);
  if (event.key === "PageDown") return step(pageRows);
  if (event.key === "PageUp") return step(-pageRows);
  if (event.key === "Home") return select(rows, 0, 0, event.shiftKey);
  if (event.key === "End") return select(rows, rows.length - 1, 0, event.shiftKey);
  if (!entry) return null;
  const isFolder = entry.type === "folder";
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) return { kind: "menu", entry };
  if (event.key === "F2") return { kind: "rename", entry };
  if (event.key === "Delete") return { kind: "delete", entry };
  if (event.key === "ArrowRight" && isFolder) {
    return isOpen ? step(1) : { kind: "setOpen", path: entry.path, isOpen: true };
  }
  if (event.key === "ArrowLeft") {
    if (isFolder && isOpen) return { kind: "setOpen", path: entry.path, isOpen: false };
    const parent = parentOf(entry.path);
    return parent === "" ? null : { kind: "select", path: parent, isRange: false };
  }
  if (event.key === "Enter" || event.key === " ") {
    if (isFolder) return { kind: "setOpen", path: entry.path, isOpen: !isOpen };
    return { kind: event.key === " " ? "look" : "openFile", path: entry.path };
  }
  return event.key.length === 1 ? findTyped(event, keys) : null;
}

function commandOf(event: KeyboardEvent, entry: FileEntry | undefined): TreeAction | null {
  if (event.shiftKey) return null;
  const key = event.key.toLowerCase();
  if (key === "a") return { kind: "selectAll" };
  if (key === "v") return { kind: "paste", entry };
  if (!entry) return null;
  if (key === " ") return { kind: "toggle", path: entry.path };
  if (key === "d") return { kind: "duplicate", entry };
  if (key === "x") return { kind: "cut", entry };
  if (key === "c") return { kind: "copy", entry };
  // What a Mac has for Delete.
  if (key === "backspace") return { kind: "delete", entry };
  return null;
}

/** The entry `by` rows away, past the notes between. */
function select(rows: readonly TreeRow[], from: number, by: number, isRange: boolean): TreeAction | null {
  const direction = by < 0 || from + by >= rows.length - 1 ? -1 : 1;
  let at = Math.max(0, Math.min(rows.length - 1, from + by));
  while (rows[at] && rows[at]?.kind !== "entry") at += direction;
  const row = rows[at];
  return row?.kind === "entry" ? { kind: "select", path: row.entry.path, isRange } : null;
}

function findTyped(event: KeyboardEvent, { rows, index, typed }: TreeKeys): TreeAction | null {
  const isGoingOn = event.timeStamp - typed.atMs < typingPauseMs;
  typed.text = (isGoingOn ? typed.text : "") + event.key.toLowerCase();
  typed.atMs = event.timeStamp;
  const start = typed.text.length > 1 ? index : index + 1;
  const ordered = [...rows.slice(start), ...rows.slice(0, start)];
  const found = ordered.find(
    (row) => row.kind === "entry" && row.entry.name.toLowerCase().startsWith(typed.text),
  );
  return found?.kind === "entry" ? { kind: "select", path: found.entry.path, isRange: false } : null;
}
