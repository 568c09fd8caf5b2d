import { WebglAddon } from "@xterm/addon-webgl";
import type { Terminal } from "@xterm/xterm";

export interface ScreenRenderer {
  /** Draws with the graphics card where there is one to be had. */
  begin(): void;
  /** Browsers keep a dozen of drawing contexts; a hidden terminal needs none. */
  end(): void;
}

/** Draws with WebGL; where the machine cannot, or takes the context back, xterm goes on with the DOM. */
export function createScreenRenderer(terminal: Terminal): ScreenRenderer {
  let webgl: WebglAddon | null = null;
  let isUnable = false;
  const load = () => {
    const addon = new WebglAddon();
    addon.onContextLoss(() => {
      // One that was lost under load would be lost again.
      isUnable = true;
      webgl = null;
      addon.dispose();
      terminal.refresh(0, terminal.rows - 1);
    });
    terminal.loadAddon(addon);
    webgl = addon;
  };
  return {
    begin() {
      if (webgl !== null || isUnable) return;
      try {
        load();
      } catch {
        isUnable = true;
      }
    },
    end() {
      webgl?.dispose();
      webgl = null;
    },
  };
}
