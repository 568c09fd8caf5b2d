/** One terminal in the browser: xterm.js and its connection. Loaded when first shown, kept while its tab is hidden. */
import { FitAddon } from "@xterm/addon-fit";
import { type ISearchOptions, SearchAddon } from "@xterm/addon-search";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { WebglAddon } from "@xterm/addon-webgl";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { openTerminalSocket, probeTerminal } from "#components/terminals/open-terminal-socket.ts";
import type { ScreenHandlers, ScreenState, TerminalScreen } from "#components/terminals/screen-shape.ts";
import {
  bytesOfBinary,
  bytesOfText,
  controlOf,
  isFocusReport,
  sequenceOf,
} from "#components/terminals/terminal-keys.ts";
import {
  readTerminalSettings,
  subscribeToTerminalSettings,
} from "#components/terminals/terminal-settings.ts";
import { readFontFamily, readTheme, searchColours } from "#components/terminals/terminal-theme.ts";
import { silenceAnswers, takeClipboard } from "#lib/client/terminal-answers.ts";
import { createTerminalConnection, type TerminalConnection } from "#lib/client/terminal-connection.ts";

const scrollbackLines = 10_000;
const searchOptions: ISearchOptions = { decorations: searchColours };

export async function createTerminalScreen(id: string, handlers: ScreenHandlers): Promise<TerminalScreen> {
  const { fontSizePx } = readTerminalSettings();
  const fontFamily = readFontFamily();
  // Cells are measured once; a font that came later would not fit them.
  await document.fonts.load(`${fontSizePx}px ${fontFamily}`).catch(() => []);
  return buildScreen(id, fontFamily, handlers);
}

function buildScreen(id: string, fontFamily: string, handlers: ScreenHandlers): TerminalScreen {
  const terminal = newTerminal(fontFamily);
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon((_event, address) => openLink(address)));
  silenceAnswers(terminal);
  takeClipboard(terminal, handlers.onCopy);

  const host = document.createElement("div");
  // Distances instead of padding, which the fit addon does not see.
  host.className = "absolute top-2.5 right-1 bottom-1 left-3";
  const listeners = new Set<() => void>();
  let connection: TerminalConnection | null = null;
  let webgl: WebglAddon | null = null;
  let state: ScreenState = {
    phase: { state: "connecting" },
    title: "",
    refusals: 0,
    isControlArmed: false,
    matches: null,
  };
  const change = (part: Partial<ScreenState>) => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };

  const type = (bytes: Uint8Array<ArrayBuffer>) => {
    if (!connection?.type(bytes)) change({ refusals: state.refusals + 1 });
  };
  const onData = (data: string) => {
    if (isFocusReport(data) && state.phase.state !== "live") return;
    type(bytesOfText(state.isControlArmed ? controlOf(data) : data));
    if (state.isControlArmed) change({ isControlArmed: false });
  };
  terminal.onData(onData);
  terminal.onBinary((data) => type(bytesOfBinary(data)));
  terminal.onTitleChange((title) => change({ title }));
  terminal.onResize(({ cols, rows }) => connection?.resize(cols, rows));
  search.onDidChangeResults(({ resultIndex, resultCount }) =>
    change({ matches: { current: resultIndex + 1, count: resultCount } }),
  );
  terminal.attachCustomKeyEventHandler((event) => handlers.onKey(event, terminal.getSelection()));

  const fitNow = () => {
    if (host.isConnected && host.clientWidth > 0 && host.clientHeight > 0) fit.fit();
  };
  const resizes = new ResizeObserver(() => requestAnimationFrame(fitNow));
  const themes = new MutationObserver(() => {
    terminal.options.theme = readTheme();
  });
  themes.observe(document.documentElement, { attributeFilter: ["class"] });
  const stopSettings = subscribeToTerminalSettings(() => {
    const { fontSizePx, isSpoken } = readTerminalSettings();
    terminal.options.fontSize = fontSizePx;
    terminal.options.screenReaderMode = isSpoken;
    fitNow();
  });
  const begin = () => {
    terminal.open(host);
    fitNow();
    connection = createTerminalConnection({
      open: (query) => openTerminalSocket(id, query),
      probe: () => probeTerminal(id),
      onBytes: (bytes, drawn) => terminal.write(bytes, drawn),
      onPhase(phase) {
        change({ phase });
        if (phase.state === "ended") handlers.onEnded(phase.code);
      },
      size: { cols: terminal.cols, rows: terminal.rows },
    });
  };

  return {
    id,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    mount(container) {
      container.append(host);
      if (connection === null) begin();
      else fitNow();
      webgl ??= loadWebgl(terminal, () => {
        webgl = null;
      });
      resizes.observe(container);
      // A renderer that was just made has drawn nothing of what was there before.
      requestAnimationFrame(() => terminal.refresh(0, terminal.rows - 1));
    },
    unmount() {
      resizes.disconnect();
      // Browsers keep a dozen of drawing contexts; a hidden terminal needs none.
      webgl?.dispose();
      webgl = null;
      host.remove();
    },
    focus: () => terminal.focus(),
    press: (key) => onData(sequenceOf(key, terminal.modes.applicationCursorKeysMode)),
    armControl: () => change({ isControlArmed: !state.isControlArmed }),
    paste: (text) => terminal.paste(text),
    selection: () => terminal.getSelection(),
    find(text, direction) {
      if (direction === "next") search.findNext(text, searchOptions);
      else search.findPrevious(text, searchOptions);
    },
    endSearch() {
      search.clearDecorations();
      change({ matches: null });
      terminal.focus();
    },
    wake: () => connection?.wake(),
    dispose() {
      resizes.disconnect();
      themes.disconnect();
      stopSettings();
      connection?.close();
      // The terminal disposes of its addons itself.
      webgl = null;
      terminal.dispose();
      host.remove();
    },
  };
}

function newTerminal(fontFamily: string): Terminal {
  const { fontSizePx, isSpoken } = readTerminalSettings();
  return new Terminal({
    allowProposedApi: true,
    fontFamily,
    fontSize: fontSizePx,
    lineHeight: 1.25,
    scrollback: scrollbackLines,
    theme: readTheme(),
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    screenReaderMode: isSpoken,
    overviewRuler: { width: 10 },
    macOptionClickForcesSelection: true,
    linkHandler: { activate: (_event, address) => openLink(address) },
  });
}

/** Null where the machine cannot: xterm then draws with the DOM. */
function loadWebgl(terminal: Terminal, onLost: () => void): WebglAddon | null {
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => {
      webgl.dispose();
      onLost();
    });
    terminal.loadAddon(webgl);
    return webgl;
  } catch {
    return null;
  }
}

/** A program wrote the address, so only web pages are opened, and they learn nothing of this one. */
function openLink(address: string): void {
  if (/^https?:$/.test(URL.parse(address)?.protocol ?? ""))
    window.open(address, "_blank", "noopener,noreferrer");
}
