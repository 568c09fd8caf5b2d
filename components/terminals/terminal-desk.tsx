"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Plus, Search, SquareTerminal, SquareX } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { CloseTerminalDialog } from "#components/terminals/close-terminal-dialog.tsx";
import { RenameTerminalDialog } from "#components/terminals/rename-terminal-dialog.tsx";
import { TerminalFooter } from "#components/terminals/terminal-footer.tsx";
import { TerminalKeyBar } from "#components/terminals/terminal-key-bar.tsx";
import { TerminalPanes } from "#components/terminals/terminal-panes.tsx";
import { TerminalSearch } from "#components/terminals/terminal-search.tsx";
import { TerminalTabs } from "#components/terminals/terminal-tabs.tsx";
import { TerminalTools } from "#components/terminals/terminal-tools.tsx";
import { TerminalsSkeleton } from "#components/terminals/terminals-skeleton.tsx";
import { useCloseTerminal } from "#components/terminals/use-close-terminal.ts";
import { useFocusedScreen } from "#components/terminals/use-focused-screen.ts";
import { useTerminalLayout } from "#components/terminals/use-terminal-layout.ts";
import { useTerminalScreens } from "#components/terminals/use-terminal-screens.ts";
import { Button } from "#components/ui/button.tsx";
import { useCommandActions } from "#lib/client/command-actions.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { LiveTerminal, TerminalList, TerminalRef } from "#lib/modules/terminals/schema.ts";

interface TerminalDeskProps {
  workspaceId: string;
  list: TerminalList;
}

/** Tabs, panes and tools of the terminals of one workspace. */
export function TerminalDesk({ workspaceId, list }: TerminalDeskProps) {
  const terminals = list.items;
  const ids = useMemo(() => terminals.map((terminal) => terminal.id), [terminals]);
  const { layout, show, split, unsplit } = useTerminalLayout(workspaceId, ids);
  const [isSearching, setIsSearching] = useState(false);
  const [renamed, setRenamed] = useState<LiveTerminal | null>(null);
  const tabs = useRef<HTMLDivElement>(null);
  const leave = useCallback(() => tabs.current?.querySelector<HTMLElement>("[aria-current]")?.focus(), []);
  const screens = useTerminalScreens({ onSearch: () => setIsSearching(true), onLeave: leave });
  const focused = terminals.find((terminal) => terminal.id === layout.panes[layout.focused]) ?? null;
  const screen = useFocusedScreen(screens, focused?.id ?? null);
  const closing = useCloseTerminal(workspaceId);
  const { open, isOpening } = useOpenTerminal(workspaceId);

  const openAnd = useCallback(
    async (place: (id: string) => void) => {
      const id = await open();
      if (id !== null) place(id);
    },
    [open],
  );
  const openTab = useCallback(() => void openAnd(show), [openAnd, show]);
  const splitOff = (direction: "row" | "column") => void openAnd((id) => split(id, direction));
  useFirstTerminal(terminals.length === 0, openTab);
  useCommandActions(
    useMemo(
      () => [
        { id: "terminal.open", label: "New terminal", icon: Plus, run: openTab },
        {
          id: "terminal.search",
          label: "Search in the terminal",
          icon: Search,
          run: () => setIsSearching(true),
        },
        ...(focused
          ? [
              {
                id: "terminal.close",
                label: `Close terminal ${focused.name}`,
                icon: SquareX,
                run: () => void closing.ask(focused),
              },
            ]
          : []),
        ...terminals.map(({ id, name }) => ({
          id: `terminal.show.${id}`,
          label: `Go to terminal ${name}`,
          icon: SquareTerminal,
          run: () => show(id),
        })),
      ],
      [openTab, focused, closing.ask, terminals, show],
    ),
  );

  if (!screens) return <TerminalsSkeleton />;
  return (
    <div
      data-slot="terminal-desk"
      className="flex min-h-0 flex-1 flex-col bg-terminal text-terminal-foreground"
    >
      <div className="dark flex min-h-0 flex-1 flex-col text-terminal-foreground">
        <h1 className="sr-only">Terminals</h1>
        <div ref={tabs} className="flex h-9 flex-none items-center border-b pr-2 max-md:h-11">
          <TerminalTabs
            terminals={terminals}
            layout={layout}
            isOpening={isOpening}
            onShow={(id) => {
              show(id);
              screens.find(id)?.focus();
            }}
            onOpen={openTab}
            onRename={setRenamed}
            onClose={(terminal) => void closing.ask(terminal)}
          />
          <TerminalTools
            focused={focused}
            isSplit={layout.panes.length > 1}
            onSearch={() => setIsSearching((was) => !was)}
            onSplit={splitOff}
            onUnsplit={() => focused && unsplit(focused.id)}
            onRename={() => setRenamed(focused)}
            onClose={() => focused && void closing.ask(focused)}
          />
        </div>
        {isSearching && screen && <TerminalSearch screen={screen} onClose={() => setIsSearching(false)} />}
        {terminals.length === 0 ? (
          <div className="grid flex-1 place-items-center">
            <NoTerminal isOpening={isOpening} onOpen={openTab} />
          </div>
        ) : (
          <TerminalPanes screens={screens} layout={layout} terminals={terminals} onFocus={show} />
        )}
        {screen && <TerminalKeyBar screen={screen} />}
        <TerminalFooter screen={screen} terminal={focused} kind={list.kind} />
      </div>
      <CloseTerminalDialog closing={closing} onClosed={() => screen?.focus()} />
      <RenameTerminalDialog
        terminal={renamed}
        onClose={() => setRenamed(null)}
        onClosed={() => screen?.focus()}
      />
    </div>
  );
}

function NoTerminal({ isOpening, onOpen }: { isOpening: boolean; onOpen: () => void }) {
  return (
    <EmptyView
      icon={SquareTerminal}
      title="No terminal is open"
      actions={
        <Button variant="primary" isBusy={isOpening} onClick={onOpen}>
          <Plus />
          New terminal
        </Button>
      }
    >
      A terminal is a shell in the workspace. It goes on when you close the browser.
    </EmptyView>
  );
}

/** Opens a terminal and gives its id once it is listed; null when it was refused, which a toast has said. */
function useOpenTerminal(workspaceId: string) {
  const client = useQueryClient();
  const { run, isPending } = useCommand<{ workspaceId: string }, TerminalRef>({
    name: "terminal.open",
    label: "Open terminal",
  });
  const open = useCallback(async () => {
    const answer = await run({ workspaceId });
    if (answer.outcome !== "done") return null;
    await client.invalidateQueries({ queryKey: ["terminals", "list", workspaceId] });
    return answer.result.id;
  }, [run, client, workspaceId]);
  return { open, isOpening: isPending };
}

/** Who comes to a workspace without a terminal wants one; who closed the last one does not. */
function useFirstTerminal(isNone: boolean, open: () => void): void {
  const isDecided = useRef(false);
  useEffect(() => {
    if (isDecided.current) return;
    isDecided.current = true;
    if (isNone) open();
  }, [isNone, open]);
}
