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

export interface TerminalScreens {
  /** The screen of a terminal, made when first asked for; xterm.js is loaded by then. */
  open(id: string): Promise<TerminalScreen>;
  find(id: string): TerminalScreen | null;
  close(id: string): void;
  closeAll(): void;
}

/** All screens of a page. They outlive the panes that show them, so that changing tabs neither reconnects nor redraws. */
export function createTerminalScreens(handlersOf: (id: string) => ScreenHandlers): TerminalScreens {
  const pending = new Map<string, Promise<TerminalScreen>>();
  const ready = new Map<string, TerminalScreen>();

  const create = async (id: string) => {
    const { createTerminalScreen } = await import("#components/terminals/terminal-screen.ts");
    return createTerminalScreen(id, handlersOf(id));
  };
  const wakeAll = () => {
    if (document.visibilityState === "hidden") return;
    for (const screen of ready.values()) screen.wake();
  };
  document.addEventListener("visibilitychange", wakeAll);
  window.addEventListener("online", wakeAll);

  const close = (id: string) => {
    const opening = pending.get(id);
    pending.delete(id);
    ready.delete(id);
    void opening?.then((screen) => screen.dispose()).catch(() => undefined);
  };
  return {
    open(id) {
      const opened = pending.get(id) ?? create(id);
      if (pending.has(id)) return opened;
      pending.set(id, opened);
      opened.then(
        (screen) => {
          if (pending.get(id) === opened) ready.set(id, screen);
        },
        // The code could not be loaded: the next visit tries again.
        () => pending.delete(id),
      );
      return opened;
    },
    find: (id) => ready.get(id) ?? null,
    close,
    closeAll() {
      document.removeEventListener("visibilitychange", wakeAll);
      window.removeEventListener("online", wakeAll);
      for (const id of [...pending.keys()]) close(id);
    },
  };
}
