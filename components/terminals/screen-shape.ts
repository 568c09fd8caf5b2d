import { type HeldModifiers, noModifiers, type ScreenKey } from "#components/terminals/terminal-keys.ts";
import type { FileLink } from "#lib/client/terminal-links.ts";
import type { ConnectionPhase } from "#lib/client/terminal-phase.ts";
import type { ViewerView } from "#workspaced/protocol/terminals.ts";

export interface ScreenState {
  phase: ConnectionPhase;
  /** What the program calls its window. */
  title: string;
  /** How often something was typed that nobody received. */
  refusals: number;
  held: HeldModifiers;
  matches: { current: number; count: number } | null;
  /** A bell rang since it last had the focus. */
  isRinging: boolean;
  /** Everybody who sees the terminal, and the size that it has for all of them; null before it is known. */
  shared: { cols: number; rows: number; items: readonly ViewerView[] } | null;
}

/** Of a screen that has not connected yet. */
export const firstState: ScreenState = {
  phase: { state: "connecting" },
  title: "",
  refusals: 0,
  held: noModifiers,
  matches: null,
  isRinging: false,
  shared: null,
};

export interface SearchOptions {
  isCaseSensitive: boolean;
  isWholeWord: boolean;
  isPattern: boolean;
}

export interface TerminalScreen {
  readonly id: string;
  state(): ScreenState;
  subscribe(listener: () => void): () => void;
  /** Shows it in an element that is positioned; the first time connects. */
  mount(container: HTMLElement): void;
  unmount(): void;
  focus(): void;
  press(key: ScreenKey): void;
  hold(modifier: keyof HeldModifiers): void;
  /** Types it as a keyboard would, with what is held. */
  type(text: string): void;
  /** As the clipboard does; asks first where lines would run one by one. */
  paste(text: string): void;
  /** Without asking. */
  pasteAtOnce(text: string): void;
  selection(): string;
  selectAll(): void;
  clear(): void;
  /** The program in it takes the mouse for itself. */
  hasMouse(): boolean;
  /** Makes this window's size the terminal's. */
  takeSize(): void;
  /** False where a pattern is none. */
  find(text: string, direction: "next" | "previous", options: SearchOptions): boolean;
  endSearch(): void;
  /** Reconnects at once; looks whether a connection that seems open still lives. */
  wake(): void;
  dispose(): void;
}

export interface ScreenHandlers {
  /** The person puts text on the clipboard. */
  onCopy(text: string): void;
  /** A program does, unasked. */
  onProgramCopy(text: string): void;
  onEnded(code: number | null): void;
  onOpenFile(link: FileLink): void;
  /** Lines that would run one by one. */
  onRiskyPaste(text: string, lines: number): void;
  /** False where the page takes the key for itself. */
  onKey(event: KeyboardEvent): boolean;
}
