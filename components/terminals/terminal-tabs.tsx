"use client";

import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { Plus } from "lucide-react";
import type { TerminalScreens } from "#components/terminals/terminal-screens.ts";
import { type TabHandlers, TerminalTab } from "#components/terminals/terminal-tab.tsx";
import type { TabItem } from "#components/terminals/use-tab-items.ts";
import { Button } from "#components/ui/button.tsx";
import { panesOf, type TerminalLayout } from "#lib/client/terminal-layout.ts";

interface TerminalTabsProps extends TabHandlers {
  items: readonly TabItem[];
  screens: TerminalScreens;
  layout: TerminalLayout;
  renaming: string | null;
  isOpening: boolean;
  onOpen: () => void;
  onDrop: (id: string, overId: string) => void;
}

/** The terminals by name; dragged, they change places. */
export function TerminalTabs({
  items,
  screens,
  layout,
  renaming,
  isOpening,
  onOpen,
  onDrop,
  ...handlers
}: TerminalTabsProps) {
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 6 } }),
  );
  const shown = panesOf(layout.tree);
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) onDrop(String(active.id), String(over.id));
  };
  return (
    <nav
      aria-label="Terminals"
      className="scrollbar-none flex h-full min-w-0 flex-1 items-center overflow-x-auto"
    >
      <DndContext
        id="terminal-tabs"
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={onDragEnd}
      >
        <ul className="flex h-full flex-none">
          {items.map((item) => (
            <TerminalTab
              key={item.id}
              item={item}
              others={items.filter(({ id }) => id !== item.id)}
              screens={screens}
              isFocused={layout.focused === item.id}
              isShown={shown.includes(item.id)}
              isRenaming={renaming === item.id}
              {...handlers}
            />
          ))}
        </ul>
      </DndContext>
      <Button
        variant="ghost"
        size="icon-xs"
        aria-label="New terminal"
        title="New terminal (Ctrl+Shift+`)"
        isBusy={isOpening}
        className="mx-1.5 text-terminal-muted"
        onClick={onOpen}
      >
        {!isOpening && <Plus />}
      </Button>
    </nav>
  );
}
