/** One terminal in the browser: xterm.js and its connection. Loaded when first shown, kept while its tab is hidden. */
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { openTerminalSocket, probeTerminal } from "#components/terminals/open-terminal-socket.ts";
import { joinClipboard, takeClipboardKey } from "#components/terminals/screen-clipboard.ts";
import { addLinks, addressLinks } from "#components/terminals/screen-links.ts";
import { createScreenRenderer } from "#components/terminals/screen-renderer.ts";
import { createScreenSearch } from "#components/terminals/screen-search.ts";
import {
  firstState,
  type ScreenHandlers,
  type ScreenState,
  type TerminalScreen,
} from "#components/terminals/screen-shape.ts";
import { createScreenSize } from "#components/terminals/screen-size.ts";
import {
  afterKey,
  bytesOfBinary,
  bytesOfText,
  isFocusReport,
  pressModifier,
  sequenceOf,
  withModifiers,
} from "#components/terminals/terminal-keys.ts";
import {
  readTerminalSettings,
  subscribeToTerminalSettings,
  takeZoomKey,
} from "#components/terminals/terminal-settings.ts";
import { readFontFamily, readTheme } from "#components/terminals/terminal-theme.ts";
import { silenceAnswers, takeClipboard } from "#lib/client/terminal-answers.ts";
import { createTerminalConnection, type TerminalConnection } from "#lib/client/terminal-connection.ts";

const scrollbackLines = 10_000;
/** As WCAG asks of text: a program's colours are moved until they can be read. */
const contrastMin = 4.5;

export async function createTerminalScreen(id: string, handlers: ScreenHandlers): Promise<TerminalScreen> {
  const { fontSizePx } = readTerminalSettings();
  const fontFamily = readFontFamily();
  // Cells are measured once; a font that came later would not fit them.
  await document.fonts.load(`${fontSizePx}px ${fontFamily}`).catch(() => []);
  return buildScreen(id, fontFamily, handlers);
}

function buildScreen(id: string, fontFamily: string, handlers: ScreenHandlers): TerminalScreen {
  const terminal = newTerminal(fontFamily);
  const host = newHost();
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  const store = createStateStore();
  const { change } = store;
  const renderer = createScreenRenderer(terminal);
  const search = createScreenSearch(terminal, (matches) => change({ matches }));
  let connection: TerminalConnection | null = null;
  const tell = ({ cols, rows }: { cols: number; rows: number }) => connection?.resize(cols, rows);
  const size = createScreenSize(terminal, { fit, host, tell });
  const type = createTypist(store, (bytes) => connection?.type(bytes) === true);
  const paste = joinClipboard(terminal, host, handlers);

  addLinks(terminal, host, handlers.onOpenFile);
  silenceAnswers(terminal);
  takeClipboard(terminal, handlers.onProgramCopy);
  terminal.onData(type.text);
  terminal.onBinary((data) => type.bytes(bytesOfBinary(data)));
  terminal.onTitleChange((title) => change({ title }));
  terminal.onBell(() => change({ isRinging: !isTypedInto(host) }));
  host.addEventListener("focusin", () => change({ isRinging: false }));
  terminal.attachCustomKeyEventHandler((event) => {
    if (takeZoomKey(event) || takeClipboardKey(event, terminal, handlers.onCopy)) return false;
    return handlers.onKey(event);
  });
  const stopFollowing = followLooks(terminal, host, size.fit);
  const resizes = new ResizeObserver(() => requestAnimationFrame(size.fit));

  const begin = () => {
    terminal.open(host);
    terminal.options.theme = readTheme(host);
    size.fit();
    connection = createTerminalConnection({
      open: (query) => openTerminalSocket(id, query),
      probe: () => probeTerminal(id),
      onBytes: (bytes, drawn) => terminal.write(bytes, drawn),
      onPhase(phase) {
        change({ phase });
        if (phase.state === "ended") handlers.onEnded(phase.code);
      },
      onViewers(shared) {
        size.follow(shared);
        change({ shared });
      },
      size: size.own(),
    });
  };

  return {
    id,
    state: store.state,
    subscribe: store.subscribe,
    mount(container) {
      container.append(host);
      if (connection === null) begin();
      else size.fit();
      renderer.begin();
      resizes.observe(container);
      // A renderer that was just made has drawn nothing of what was there before.
      requestAnimationFrame(() => terminal.refresh(0, terminal.rows - 1));
    },
    unmount() {
      resizes.disconnect();
      renderer.end();
      host.remove();
    },
    focus: () => terminal.focus(),
    press(key) {
      type.raw(sequenceOf(key, terminal.modes.applicationCursorKeysMode, store.state().held));
      change({ held: afterKey(store.state().held) });
    },
    hold: (modifier) => change({ held: pressModifier(store.state().held, modifier) }),
    type: type.text,
    paste,
    pasteAtOnce: (text) => terminal.paste(text),
    selection: () => terminal.getSelection(),
    selectAll: () => terminal.selectAll(),
    clear: () => terminal.clear(),
    hasMouse: () => terminal.modes.mouseTrackingMode !== "none",
    takeSize: () => connection?.takeSize(),
    find: search.find,
    endSearch() {
      search.end();
      change({ matches: null });
      terminal.focus();
    },
    wake: () => connection?.wake(),
    dispose() {
      resizes.disconnect();
      stopFollowing();
      connection?.close();
      // It disposes of its addons itself.
      terminal.dispose();
      host.remove();
    },
  };
}

/** Not in a window that nobody works in: there nobody hears a bell. */
const isTypedInto = (host: HTMLElement): boolean =>
  document.hasFocus() && host.contains(document.activeElement);

function createStateStore() {
  const listeners = new Set<() => void>();
  let state = firstState;
  return {
    state: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(part: Partial<ScreenState>) {
      state = { ...state, ...part };
      for (const listener of listeners) listener();
    },
  };
}

/** Sends what is typed, with what is held; says so where nobody receives it. */
function createTypist(
  { state, change }: Pick<ReturnType<typeof createStateStore>, "state" | "change">,
  send: (bytes: Uint8Array<ArrayBuffer>) => boolean,
) {
  const bytes = (data: Uint8Array<ArrayBuffer>) => {
    if (!send(data)) change({ refusals: state().refusals + 1 });
  };
  return {
    bytes,
    raw: (data: string) => bytes(bytesOfText(data)),
    text(data: string) {
      const { phase, held } = state();
      if (isFocusReport(data) && phase.state !== "live") return;
      bytes(bytesOfText(withModifiers(data, held)));
      if (held.control === "once" || held.alt === "once") change({ held: afterKey(held) });
    },
  };
}

/** Takes over what the person changes of theme, font and reading while the terminal is there. */
function followLooks(terminal: Terminal, host: HTMLElement, refit: () => void): () => void {
  const paint = () => {
    terminal.options.theme = readTheme(host);
  };
  const themes = new MutationObserver(paint);
  themes.observe(document.documentElement, { attributeFilter: ["class"] });
  const stop = subscribeToTerminalSettings(() => {
    const { fontSizePx, isSpoken } = readTerminalSettings();
    terminal.options.fontSize = fontSizePx;
    terminal.options.screenReaderMode = isSpoken;
    refit();
    // The tokens change with the next frame of the page.
    requestAnimationFrame(paint);
  });
  return () => {
    themes.disconnect();
    stop();
  };
}

function newHost(): HTMLElement {
  const host = document.createElement("div");
  // Distances instead of padding, which the fit addon does not see. Another's size may be larger than this window.
  host.className = "absolute top-2.5 right-1 bottom-1 left-3 data-[size=foreign]:overflow-auto";
  return host;
}

function newTerminal(fontFamily: string): Terminal {
  const { fontSizePx, isSpoken } = readTerminalSettings();
  return new Terminal({
    allowProposedApi: true,
    fontFamily,
    fontSize: fontSizePx,
    lineHeight: 1.25,
    scrollback: scrollbackLines,
    minimumContrastRatio: contrastMin,
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    screenReaderMode: isSpoken,
    overviewRuler: { width: 10 },
    macOptionClickForcesSelection: true,
    linkHandler: addressLinks(),
  });
}
