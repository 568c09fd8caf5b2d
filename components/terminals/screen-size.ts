import type { FitAddon } from "@xterm/addon-fit";
import type { Terminal } from "@xterm/xterm";
import type { ScreenState } from "#components/terminals/screen-shape.ts";

interface Size {
  cols: number;
  rows: number;
}

export interface ScreenSize {
  /** What fits into the window; told to the terminal, which may have another's size. */
  fit(): void;
  /** The size that the output is made for. */
  follow(shared: NonNullable<ScreenState["shared"]>): void;
  /** Of this window. */
  own(): Size;
}

/** Draws in the size that the program draws for: this window's own, or that of whoever typed last. */
export function createScreenSize(
  terminal: Terminal,
  { fit, host, tell }: { fit: FitAddon; host: HTMLElement; tell: (size: Size) => void },
): ScreenSize {
  let own: Size = { cols: terminal.cols, rows: terminal.rows };
  let foreign: Size | null = null;
  const draw = () => {
    const { cols, rows } = foreign ?? own;
    host.dataset.size = foreign === null ? "own" : "foreign";
    if (terminal.cols !== cols || terminal.rows !== rows) terminal.resize(cols, rows);
  };
  return {
    own: () => own,
    fit() {
      if (!host.isConnected || host.clientWidth === 0 || host.clientHeight === 0) return;
      const fitting = fit.proposeDimensions();
      if (fitting === undefined || Number.isNaN(fitting.cols)) return;
      own = { cols: Math.max(2, fitting.cols), rows: Math.max(1, fitting.rows) };
      draw();
      tell(own);
    },
    follow({ cols, rows, items }) {
      const isOwn = items.some(({ isYou, isSizing }) => isYou && isSizing);
      foreign = isOwn || (cols === own.cols && rows === own.rows) ? null : { cols, rows };
      draw();
    },
  };
}
