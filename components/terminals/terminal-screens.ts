import type { ScreenHandlers, TerminalScreen } from "#components/terminals/screen-shape.ts";

export interface TerminalScreens {
  /** The screen of a terminal, made when first asked for; xterm.js is loaded by then. */
  open(id: string): Promise<TerminalScreen>;
  find(id: string): TerminalScreen | null;
  /** Called whenever a screen was made. */
  onReady(listener: () => void): () => void;
  close(id: string): void;
  closeAll(): void;
}

/** All screens of a page. They outlive the panes that show them, so that changing tabs neither reconnects nor redraws. */
export function createTerminalScreens(handlersOf: (id: string) => ScreenHandlers): TerminalScreens {
  const pending = new Map<string, Promise<TerminalScreen>>();
  const ready = new Map<string, TerminalScreen>();
  const listeners = new Set<() => void>();

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
          if (pending.get(id) !== opened) return;
          ready.set(id, screen);
          for (const listener of listeners) listener();
        },
        // The code could not be loaded: the next visit tries again.
        () => pending.delete(id),
      );
      return opened;
    },
    find: (id) => ready.get(id) ?? null,
    onReady(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close,
    closeAll() {
      document.removeEventListener("visibilitychange", wakeAll);
      window.removeEventListener("online", wakeAll);
      for (const id of [...pending.keys()]) close(id);
    },
  };
}
