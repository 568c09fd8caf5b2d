import { SearchAddon } from "@xterm/addon-search";
import type { Terminal } from "@xterm/xterm";
import type { ScreenState, SearchOptions } from "#components/terminals/screen-shape.ts";
import { isTerminalDark, searchColours } from "#components/terminals/terminal-theme.ts";

/** Looks through all that scrolled by, and marks what it finds. */
export function createScreenSearch(terminal: Terminal, onMatches: (matches: ScreenState["matches"]) => void) {
  const addon = new SearchAddon();
  terminal.loadAddon(addon);
  addon.onDidChangeResults(({ resultIndex, resultCount }) =>
    onMatches({ current: resultIndex + 1, count: resultCount }),
  );
  let last = "";
  return {
    /** False where a pattern is none. */
    find(text: string, direction: "next" | "previous", options: SearchOptions): boolean {
      if (options.isPattern && !isPattern(text)) {
        addon.clearDecorations();
        onMatches(null);
        return false;
      }
      // Something else is looked for: from the end again, and with no mark left of what was found before, which the
      // addon keeps where only the options changed.
      const wanted = JSON.stringify([text, options]);
      if (wanted !== last) {
        terminal.clearSelection();
        addon.clearDecorations();
      }
      last = wanted;
      const asked = {
        regex: options.isPattern,
        caseSensitive: options.isCaseSensitive,
        wholeWord: options.isWholeWord,
        decorations: searchColours(isTerminalDark()),
      };
      if (direction === "next") addon.findNext(text, asked);
      else addon.findPrevious(text, asked);
      return true;
    },
    end() {
      last = "";
      addon.clearDecorations();
    },
  };
}

function isPattern(text: string): boolean {
  try {
    return !new RegExp(text).test("");
  } catch {
    return false;
  }
}
