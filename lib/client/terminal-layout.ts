/** Which terminals are shown beside and above each other, and which of them is typed into. */
export interface TerminalLayout {
  tree: PaneTree | null;
  /** The terminal that is typed into; null where none is shown. */
  focused: string | null;
}

export type PaneTree =
  | { kind: "pane"; id: string }
  | { kind: "split"; direction: SplitDirection; share: number; first: PaneTree; second: PaneTree };

/** `row`: beside each other; `column`: one above the other. */
export type SplitDirection = "row" | "column";
export type Side = "left" | "right" | "up" | "down";

/** Which turns lead from the whole to a split: 0 its first part, 1 its second. */
export type SplitPath = readonly (0 | 1)[];

export const panesMax = 6;
export const shareMin = 0.1;

export const emptyLayout: TerminalLayout = { tree: null, focused: null };

/** The terminals in the order of reading. */
export function panesOf(tree: PaneTree | null): string[] {
  if (tree === null) return [];
  return tree.kind === "pane" ? [tree.id] : [...panesOf(tree.first), ...panesOf(tree.second)];
}

/** Shows a terminal in the focused pane, or goes to the pane that shows it already. */
export function show({ tree, focused }: TerminalLayout, id: string): TerminalLayout {
  if (panesOf(tree).includes(id)) return { tree, focused: id };
  const replaced = tree && focused !== null && replace(tree, focused, { kind: "pane", id });
  return { tree: replaced || { kind: "pane", id }, focused: id };
}

/** Puts a terminal into the place of another. */
export function substitute(layout: TerminalLayout, from: string, to: string): TerminalLayout {
  if (layout.tree === null || !panesOf(layout.tree).includes(from)) return layout;
  const tree = replace(layout.tree, from, { kind: "pane", id: to });
  return { tree, focused: layout.focused === from ? to : layout.focused };
}

/** Gives a terminal the half behind or below the focused pane. */
export function split(layout: TerminalLayout, id: string, direction: SplitDirection): TerminalLayout {
  const { tree, focused } = layout;
  const panes = panesOf(tree);
  if (tree === null || focused === null || panes.includes(id) || panes.length >= panesMax)
    return show(layout, id);
  const [first, second]: PaneTree[] = [
    { kind: "pane", id: focused },
    { kind: "pane", id },
  ];
  if (!first || !second) return layout;
  return {
    tree: replace(tree, focused, { kind: "split", direction, share: 0.5, first, second }),
    focused: id,
  };
}

/** Takes a pane away, and its neighbour takes the room; its terminal goes on. */
export function unsplit({ tree, focused }: TerminalLayout, id: string): TerminalLayout {
  const rest = tree && without(tree, id);
  return { tree: rest, focused: focused === id ? nextTo(tree, rest, id) : focused };
}

/** Drops panes whose terminal is gone; shows the first one there is when none is left. */
export function keepExisting(layout: TerminalLayout, ids: readonly string[]): TerminalLayout {
  const gone = panesOf(layout.tree).filter((id) => !ids.includes(id));
  const kept = gone.reduce(unsplit, layout);
  if (kept.tree !== null)
    return kept.focused === null ? { ...kept, focused: panesOf(kept.tree)[0] ?? null } : kept;
  const [first] = ids;
  return first === undefined ? kept : { tree: { kind: "pane", id: first }, focused: first };
}

/** Gives the first part of a split another share of it. */
export function setShare(layout: TerminalLayout, path: SplitPath, share: number): TerminalLayout {
  const bounded = Math.min(1 - shareMin, Math.max(shareMin, share));
  const change = (tree: PaneTree, [turn, ...rest]: SplitPath): PaneTree => {
    if (tree.kind === "pane") return tree;
    if (turn === undefined) return { ...tree, share: bounded };
    return turn === 0
      ? { ...tree, first: change(tree.first, rest) }
      : { ...tree, second: change(tree.second, rest) };
  };
  return layout.tree === null ? layout : { ...layout, tree: change(layout.tree, path) };
}

/** The pane that one meets first when going from the focused one to a side; null at the edge. */
export function neighbour({ tree, focused }: TerminalLayout, side: Side): string | null {
  const boxes = boxesOf(tree, { left: 0, top: 0, right: 1, bottom: 1 });
  const from = boxes.find(({ id }) => id === focused)?.box;
  if (from === undefined) return null;
  const isRow = side === "left" || side === "right";
  const overlap = ({ box }: PlacedPane) =>
    isRow
      ? Math.min(box.bottom, from.bottom) - Math.max(box.top, from.top)
      : Math.min(box.right, from.right) - Math.max(box.left, from.left);
  const edges = {
    left: ["right", "left"],
    right: ["left", "right"],
    up: ["bottom", "top"],
    down: ["top", "bottom"],
  } as const;
  const [near, own] = edges[side];
  const touching = boxes.filter(
    (pane) => Math.abs(pane.box[near] - from[own]) < 1e-9 && overlap(pane) > 1e-9,
  );
  return touching.toSorted((one, other) => overlap(other) - overlap(one))[0]?.id ?? null;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
interface PlacedPane {
  id: string;
  box: Box;
}

function boxesOf(tree: PaneTree | null, box: Box): PlacedPane[] {
  if (tree === null) return [];
  if (tree.kind === "pane") return [{ id: tree.id, box }];
  const { direction, share, first, second } = tree;
  const x = box.left + (box.right - box.left) * share;
  const y = box.top + (box.bottom - box.top) * share;
  return direction === "row"
    ? [...boxesOf(first, { ...box, right: x }), ...boxesOf(second, { ...box, left: x })]
    : [...boxesOf(first, { ...box, bottom: y }), ...boxesOf(second, { ...box, top: y })];
}

function replace(tree: PaneTree, id: string, by: PaneTree): PaneTree {
  if (tree.kind === "pane") return tree.id === id ? by : tree;
  return { ...tree, first: replace(tree.first, id, by), second: replace(tree.second, id, by) };
}

function without(tree: PaneTree, id: string): PaneTree | null {
  if (tree.kind === "pane") return tree.id === id ? null : tree;
  const [first, second] = [without(tree.first, id), without(tree.second, id)];
  return first && second ? { ...tree, first, second } : (first ?? second);
}

/** The pane in whose place or before which the removed one stood. */
function nextTo(before: PaneTree | null, after: PaneTree | null, id: string): string | null {
  const rest = panesOf(after);
  return rest[Math.max(0, Math.min(panesOf(before).indexOf(id), rest.length - 1))] ?? null;
}
