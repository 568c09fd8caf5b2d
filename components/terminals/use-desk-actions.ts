"use client";

import { Plus, Search, SquareTerminal, SquareX } from "lucide-react";
import { useMemo } from "react";
import type { TabItem } from "#components/terminals/use-tab-items.ts";
import { type CommandAction, useCommandActions } from "#lib/client/command-actions.ts";

interface DeskActions {
  items: readonly TabItem[];
  focused: TabItem | null;
  onOpen: () => void;
  onSearch: () => void;
  onShow: (id: string) => void;
  onClose: (items: readonly TabItem[]) => void;
}

/** What the command menu offers while the terminals are shown. */
export function useDeskActions({ items, focused, onOpen, onSearch, onShow, onClose }: DeskActions): void {
  useCommandActions(
    useMemo((): CommandAction[] => {
      const ofFocused: CommandAction[] =
        focused === null
          ? []
          : [
              {
                id: "terminal.close",
                label: `Close terminal ${focused.name}`,
                icon: SquareX,
                run: () => onClose([focused]),
              },
            ];
      return [
        { id: "terminal.open", label: "New terminal", icon: Plus, run: onOpen },
        { id: "terminal.search", label: "Search in the terminal", icon: Search, run: onSearch },
        ...ofFocused,
        ...items.map(({ id, name }) => ({
          id: `terminal.show.${id}`,
          label: `Go to terminal ${name}`,
          icon: SquareTerminal,
          run: () => onShow(id),
        })),
      ];
    }, [items, focused, onOpen, onSearch, onShow, onClose]),
  );
}
