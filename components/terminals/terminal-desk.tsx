"use client";

import { Plus, SquareTerminal } from "lucide-react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { CloseTerminalDialog } from "#components/terminals/close-terminal-dialog.tsx";
import { EndNotice } from "#components/terminals/end-notice.tsx";
import { RiskyPasteDialog } from "#components/terminals/risky-paste-dialog.tsx";
import { TerminalFooter } from "#components/terminals/terminal-footer.tsx";
import { TerminalKeyBar } from "#components/terminals/terminal-key-bar.tsx";
import { TerminalPane } from "#components/terminals/terminal-pane.tsx";
import { TerminalPanes } from "#components/terminals/terminal-panes.tsx";
import { TerminalSearch } from "#components/terminals/terminal-search.tsx";
import { useTerminalSettings } from "#components/terminals/terminal-settings.ts";
import { TerminalTabs } from "#components/terminals/terminal-tabs.tsx";
import { TerminalTools } from "#components/terminals/terminal-tools.tsx";
import { TerminalsSkeleton } from "#components/terminals/terminals-skeleton.tsx";
import { useDesk } from "#components/terminals/use-desk.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { panesOf } from "#lib/client/terminal-layout.ts";
import { useKeyboardInset } from "#lib/client/use-keyboard-inset.ts";
import type { TerminalList } from "#lib/modules/terminals/schema.ts";

interface TerminalDeskProps {
  workspaceId: string;
  list: TerminalList;
}

/** Tabs, panes and tools of the terminals of one workspace. */
export function TerminalDesk({ workspaceId, list }: TerminalDeskProps) {
  const desk = useDesk(workspaceId, list);
  const { screens, screen, layout, items, focused, closing } = desk;
  const { colours } = useTerminalSettings();
  const insetPx = useKeyboardInset();
  if (!screens) return <TerminalsSkeleton />;

  const paneOf = (id: string, isSplit: boolean) => {
    const item = items.find((one) => one.id === id);
    return (
      <TerminalPane
        key={id}
        screens={screens}
        id={id}
        name={item?.name ?? ""}
        isFocused={id === layout.focused}
        isNaming={desk.renaming !== null}
        isSplit={isSplit}
        onFocus={() => desk.show(id)}
        actions={{
          onSearch: desk.search.start,
          onSplit: desk.splitOff,
          onUnsplit: () => desk.unsplit(id),
        }}
        end={
          item?.end && (
            <EndNotice
              code={item.end.code}
              isStarting={desk.isOpening}
              onAgain={() => void desk.startAgain(item)}
              onClose={() => desk.close([item])}
            />
          )
        }
      />
    );
  };
  return (
    <div
      data-slot="terminal-desk"
      data-terminal={colours}
      style={{ paddingBottom: insetPx }}
      className={cn(
        "flex min-h-0 flex-1 flex-col bg-terminal text-terminal-foreground",
        colours === "dark" && "dark",
      )}
    >
      <h1 className="sr-only">Terminals</h1>
      <div ref={desk.tabs} className="flex h-9 flex-none items-center border-b pr-2 max-md:h-11">
        <TerminalTabs
          items={items}
          screens={screens}
          layout={layout}
          renaming={desk.renaming}
          isOpening={desk.isOpening}
          onOpen={desk.openTab}
          onShow={desk.showAndFocus}
          onStartRenaming={desk.setRenaming}
          onRenamed={desk.endRenaming}
          onClose={desk.close}
          onMove={desk.move}
          onDrop={desk.drop}
        />
        <TerminalTools
          focused={focused}
          isSplit={panesOf(layout.tree).length > 1}
          onSearch={desk.search.toggle}
          onSplit={desk.splitOff}
          onUnsplit={() => focused && desk.unsplit(focused.id)}
          onRename={() => focused && desk.setRenaming(focused.id)}
          onClose={() => focused && desk.close([focused])}
        />
      </div>
      {desk.search.isOn && screen && <TerminalSearch screen={screen} onClose={desk.search.end} />}
      {items.length === 0 ? (
        <div className="grid flex-1 place-items-center">
          <NoTerminal isOpening={desk.isOpening} onOpen={desk.openTab} />
        </div>
      ) : (
        <TerminalPanes layout={layout} onShare={desk.setShare} paneOf={paneOf} />
      )}
      {screen && <TerminalKeyBar screen={screen} />}
      <TerminalFooter screen={screen} item={focused} kind={list.kind} />
      <CloseTerminalDialog closing={closing} onClosed={() => screen?.focus()} />
      <RiskyPasteDialog risky={desk.risky} onClose={desk.forgetPaste} onClosed={() => screen?.focus()} />
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
