import type { Side, SplitDirection } from "#lib/client/terminal-layout.ts";

export interface DeskKeys {
  onSearch(): void;
  /** The way out for who uses the keyboard alone: the terminal takes Tab for itself. */
  onLeave(): void;
  onOpen(): void;
  onSplit(direction: SplitDirection): void;
  /** False at the edge, or where there is one pane only: the key is then the program's. */
  onGo(side: Side): boolean;
  onStep(step: -1 | 1): void;
}

const sides: Partial<Record<string, Side>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** False for the keys that are the page's and not the program's; they are done as they go down. */
export function takeDeskKey(event: KeyboardEvent, keys: DeskKeys): boolean {
  const { ctrlKey, shiftKey, altKey, metaKey, code, type } = event;
  if (altKey && !ctrlKey && !shiftKey && !metaKey) {
    const step = code === "PageUp" ? -1 : code === "PageDown" ? 1 : null;
    const side = sides[code];
    if (step === null && side === undefined) return true;
    if (type !== "keydown") return step === null;
    if (side !== undefined && !keys.onGo(side)) return true;
    if (step !== null) keys.onStep(step);
    event.preventDefault();
    return false;
  }
  const action = ctrlKey && shiftKey && !altKey && !metaKey ? actionOf(code, keys) : undefined;
  if (action === undefined) return true;
  if (type === "keydown") {
    event.preventDefault();
    action();
  }
  return false;
}

function actionOf(code: string, keys: DeskKeys): (() => void) | undefined {
  if (code === "Digit5") return () => keys.onSplit("row");
  if (code === "Digit6") return () => keys.onSplit("column");
  const actions = new Map([
    ["KeyF", keys.onSearch],
    ["ArrowUp", keys.onLeave],
    ["Backquote", keys.onOpen],
  ]);
  return actions.get(code);
}
