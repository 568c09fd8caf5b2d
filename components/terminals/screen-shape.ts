import type { ScreenKey } from "#components/terminals/terminal-keys.ts";
import type { ConnectionPhase } from "#lib/client/terminal-phase.ts";

export interface ScreenState {
  phase: ConnectionPhase;
  /** What the program calls its window. */
  title: string;
  /** How often something was typed that nobody received. */
  refusals: number;
  /** The next letter is typed with Ctrl. */
  isControlArmed: boolean;
  matches: { current: number; count: number } | null;
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
  armControl(): void;
  paste(text: string): void;
  selection(): string;
  find(text: string, direction: "next" | "previous"): void;
  endSearch(): void;
  /** Reconnects at once; looks whether a connection that seems open still lives. */
  wake(): void;
  dispose(): void;
}

export interface ScreenHandlers {
  onCopy(text: string): void;
  onEnded(code: number | null): void;
  /** False where the page takes the key for itself. */
  onKey(event: KeyboardEvent, selection: string): boolean;
}
