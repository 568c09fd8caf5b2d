/** Which terminals stand side by side, and which of them is typed into. */
export interface TerminalLayout {
  panes: readonly string[];
  focused: number;
  /** `row`: beside each other; `column`: one above the other. */
  direction: "row" | "column";
}

export const panesMax = 4;

export const emptyLayout: TerminalLayout = { panes: [], focused: 0, direction: "row" };

/** Shows a terminal in the focused pane, or goes to the pane that shows it already. */
export function show(layout: TerminalLayout, id: string): TerminalLayout {
  const at = layout.panes.indexOf(id);
  if (at >= 0) return { ...layout, focused: at };
  if (layout.panes.length === 0) return { ...layout, panes: [id], focused: 0 };
  return { ...layout, panes: layout.panes.with(layout.focused, id) };
}

/** Opens a pane for a terminal behind the focused one. */
export function split(layout: TerminalLayout, id: string, direction: "row" | "column"): TerminalLayout {
  if (layout.panes.includes(id) || layout.panes.length >= panesMax) return show(layout, id);
  const focused = Math.min(layout.focused + 1, layout.panes.length);
  return { panes: layout.panes.toSpliced(focused, 0, id), focused, direction };
}

/** Takes a pane away; its terminal goes on. */
export function unsplit(layout: TerminalLayout, id: string): TerminalLayout {
  return keepOnly(
    layout,
    layout.panes.filter((pane) => pane !== id),
  );
}

/** Drops panes whose terminal is gone; shows the first one there is when none is left. */
export function keepExisting(layout: TerminalLayout, ids: readonly string[]): TerminalLayout {
  const panes = layout.panes.filter((pane) => ids.includes(pane));
  const [first] = ids;
  if (panes.length === 0 && first !== undefined) return { ...layout, panes: [first], focused: 0 };
  return panes.length === layout.panes.length ? layout : keepOnly(layout, panes);
}

function keepOnly(layout: TerminalLayout, panes: readonly string[]): TerminalLayout {
  const current = panes.indexOf(layout.panes[layout.focused] ?? "");
  const focused = current >= 0 ? current : Math.max(0, Math.min(layout.focused, panes.length - 1));
  return { ...layout, panes, focused };
}
