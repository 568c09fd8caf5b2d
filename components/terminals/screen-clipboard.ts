import type { Terminal } from "@xterm/xterm";
import type { ScreenHandlers } from "#components/terminals/screen-shape.ts";
import { readTerminalSettings } from "#components/terminals/terminal-settings.ts";
import { linesAtRisk, withoutControls } from "#lib/client/paste-risk.ts";

const isMac = () => navigator.platform.startsWith("Mac");
const isWindows = () => navigator.platform.startsWith("Win");

/**
 * Selecting copies, where the person left that on. What is pasted, by key, by the middle button or by the menu, is
 * looked at first, and goes no other way than this.
 */
export function joinClipboard(
  terminal: Terminal,
  host: HTMLElement,
  handlers: Pick<ScreenHandlers, "onCopy" | "onRiskyPaste">,
): (text: string) => void {
  let copied = "";
  const paste = (pasted: string) => {
    const text = withoutControls(pasted);
    const lines = linesAtRisk(text, terminal.modes.bracketedPasteMode);
    if (lines > 0) handlers.onRiskyPaste(text, lines);
    else terminal.paste(text);
  };
  host.addEventListener("mousedown", () => {
    copied = "";
  });
  host.addEventListener("mouseup", (event) => {
    // The end of the selection is told to xterm behind us.
    if (event.button === 0) setTimeout(copySelected);
  });
  const copySelected = () => {
    const text = terminal.getSelection();
    if (text === "" || text === copied || !readTerminalSettings().copiesSelection) return;
    copied = text;
    handlers.onCopy(text);
  };
  host.addEventListener(
    "paste",
    (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (text === "") return;
      event.preventDefault();
      event.stopPropagation();
      paste(text);
    },
    { capture: true },
  );
  return paste;
}

/**
 * The keys of copy and paste, as the person's system has them. True: the terminal must not see the key. A Ctrl+C on a
 * selection copies it and does not interrupt; with nothing selected it is the program's.
 */
export function takeClipboardKey(
  event: KeyboardEvent,
  terminal: Terminal,
  onCopy: (text: string) => void,
): boolean {
  const { ctrlKey, shiftKey, altKey, metaKey, code, type } = event;
  if (!ctrlKey || altKey || metaKey || isMac()) return false;
  // Pasting is the browser's own, with its own consent.
  if (code === "KeyV") return shiftKey || isWindows();
  if (code !== "KeyC") return false;
  const text = terminal.getSelection();
  if (!shiftKey && text === "") return false;
  if (type === "keydown") {
    // The browser's own key for its tools.
    event.preventDefault();
    if (text !== "") onCopy(text);
    if (!shiftKey) terminal.clearSelection();
  }
  return true;
}
