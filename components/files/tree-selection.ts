import { foldersAbove } from "#lib/modules/files/rules.ts";

/** What is chosen in the tree: the row the keys stand on, where a range began, and everything in between. */
export interface Selection {
  paths: ReadonlySet<string>;
  focus: string | null;
  anchor: string | null;
}

export const noSelection: Selection = { paths: new Set(), focus: null, anchor: null };

export const selectOnly = (path: string): Selection => ({
  paths: new Set([path]),
  focus: path,
  anchor: path,
});

/** Ctrl and a click: in or out, the others stay. */
export function toggle({ paths }: Selection, path: string): Selection {
  const next = new Set(paths);
  if (!next.delete(path)) next.add(path);
  return { paths: next, focus: path, anchor: path };
}

/** Shift: everything from where the range began to here, in the order of the rows. */
export function extend(selection: Selection, path: string, order: readonly string[]): Selection {
  const anchor = selection.anchor ?? path;
  const ends = [order.indexOf(anchor), order.indexOf(path)];
  if (ends.includes(-1)) return selectOnly(path);
  const range = order.slice(Math.min(...ends), Math.max(...ends) + 1);
  return { paths: new Set(range), focus: path, anchor };
}

export const selectAll = (selection: Selection, order: readonly string[]): Selection => ({
  ...selection,
  paths: new Set(order),
});

/** Without what lies in a folder that is chosen too: it goes along with it. */
export const outermost = (paths: Iterable<string>): string[] => {
  const all = new Set(paths);
  return [...all].filter((path) => !foldersAbove(path).some((folder) => all.has(folder)));
};

/** What an action on a row is about: the whole choice where the row is part of it, else the row alone. */
export const subjectsOf = ({ paths }: Selection, path: string): string[] =>
  paths.has(path) ? outermost(paths) : [path];
