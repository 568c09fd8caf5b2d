"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { takeDeskKey } from "#components/terminals/desk-keys.ts";
import type { RiskyPaste } from "#components/terminals/risky-paste-dialog.tsx";
import { useCloseTerminals } from "#components/terminals/use-close-terminal.ts";
import { useDeskActions } from "#components/terminals/use-desk-actions.ts";
import { useFocusedScreen } from "#components/terminals/use-focused-screen.ts";
import { useOpenFile } from "#components/terminals/use-open-file.ts";
import { useFirstTerminal, useOpenTerminal } from "#components/terminals/use-open-terminal.ts";
import { type TabItem, useTabItems } from "#components/terminals/use-tab-items.ts";
import { useTerminalLayout } from "#components/terminals/use-terminal-layout.ts";
import { useTerminalScreens } from "#components/terminals/use-terminal-screens.ts";
import type { SplitDirection } from "#lib/client/terminal-layout.ts";
import type { TerminalList } from "#lib/modules/terminals/schema.ts";

/** What the desk shows and does; the view only draws it. */
export function useDesk(workspaceId: string, list: TerminalList) {
  const client = useQueryClient();
  const tabItems = useTabItems(workspaceId, list.items);
  const { items, keepEnded, forget } = tabItems;
  const ids = useMemo(() => items.map(({ id }) => id), [items]);
  const panes = useTerminalLayout(workspaceId, ids);
  const { layout, show, split } = panes;
  const [renaming, setRenaming] = useState<string | null>(null);
  const [risky, setRisky] = useState<RiskyPaste | null>(null);
  const search = useSwitch();
  const tabs = useRef<HTMLDivElement>(null);
  const closing = useCloseTerminals(workspaceId);
  const { open, openAgain, isOpening } = useOpenTerminal(workspaceId);
  const openFile = useOpenFile();

  const openTab = useCallback(() => void open().then((id) => id !== null && show(id)), [open, show]);
  const splitOff = (direction: SplitDirection) =>
    void open().then((id) => id !== null && split(id, direction));
  useFirstTerminal(items.length === 0, openTab);

  const screens = useTerminalScreens({
    onOpenFile: openFile,
    onRiskyPaste: (id, text, lines) =>
      setRisky({ text, lines, paste: (chosen) => screens?.find(id)?.pasteAtOnce(chosen) }),
    onEnded(id, code) {
      if (code === 0 || closing.isClosing(id)) screens?.close(id);
      else keepEnded(id, code);
      void client.invalidateQueries({ queryKey: ["terminals"] });
    },
    onKey: (event) =>
      takeDeskKey(event, {
        onSearch: search.start,
        onLeave: () => tabs.current?.querySelector<HTMLElement>("[aria-current]")?.focus(),
        onOpen: openTab,
        onSplit: splitOff,
        onGo: panes.goTo,
        onStep: step,
      }),
  });

  const drop = (item: TabItem) => {
    screens?.close(item.id);
    forget(item.id);
  };
  const close = useCallbackOfLatest((chosen: readonly TabItem[]) => {
    for (const item of chosen.filter(({ end }) => end !== null)) drop(item);
    const live = chosen.filter(({ end }) => end === null).map(({ id }) => id);
    if (live.length > 0) void closing.ask(live);
  });
  const startAgain = async (item: TabItem) => {
    const id = await openAgain(item.name).catch((error: unknown) => {
      toast.error("Start again failed", { description: error instanceof Error ? error.message : undefined });
      return null;
    });
    if (id === null) return;
    panes.substitute(item.id, id);
    drop(item);
  };
  function step(by: -1 | 1) {
    const at = ids.indexOf(layout.focused ?? "");
    const next = ids.at((at + by + ids.length) % ids.length);
    if (next !== undefined) show(next);
  }
  const focused = items.find(({ id }) => id === layout.focused) ?? null;
  const screen = useFocusedScreen(screens, focused?.id ?? null);
  useDeskActions({ items, focused, onOpen: openTab, onSearch: search.start, onShow: show, onClose: close });

  return {
    ...panes,
    items,
    focused,
    screens,
    screen,
    tabs,
    search,
    closing,
    renaming,
    setRenaming,
    risky,
    isOpening,
    openTab,
    splitOff,
    startAgain,
    close,
    move: tabItems.move,
    drop: tabItems.drop,
    forgetPaste: () => setRisky(null),
    endRenaming() {
      setRenaming(null);
      screen?.focus();
    },
    showAndFocus(id: string) {
      show(id);
      screens?.find(id)?.focus();
    },
  };
}

function useSwitch() {
  const [isOn, setIsOn] = useState(false);
  const start = useCallback(() => setIsOn(true), []);
  const end = useCallback(() => setIsOn(false), []);
  const toggle = useCallback(() => setIsOn((was) => !was), []);
  return { isOn, start, end, toggle };
}

/** A function that stays the same and does what the latest render says. */
function useCallbackOfLatest<Input>(act: (input: Input) => void): (input: Input) => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((input) => latest.current(input), []);
}
