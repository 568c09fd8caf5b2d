"use client";

import { useDraggable, useDroppable } from "@dnd-kit/core";
import { BellRing, X } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import { TerminalNameField } from "#components/terminals/terminal-name-field.tsx";
import type { TerminalScreens } from "#components/terminals/terminal-screens.ts";
import type { TabItem } from "#components/terminals/use-tab-items.ts";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import { Button } from "#components/ui/button.tsx";
import {
  ContextMenu,
  ContextMenuContent,
  ContextMenuItem,
  ContextMenuSeparator,
  ContextMenuTrigger,
} from "#components/ui/context-menu.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { cn } from "#lib/client/class-names.ts";

export interface TabHandlers {
  onShow: (id: string) => void;
  onStartRenaming: (id: string) => void;
  onRenamed: () => void;
  onClose: (items: readonly TabItem[]) => void;
  onMove: (id: string, step: -1 | 1) => void;
}

interface TerminalTabProps extends TabHandlers {
  item: TabItem;
  others: readonly TabItem[];
  screens: TerminalScreens;
  isFocused: boolean;
  isShown: boolean;
  isRenaming: boolean;
}

/** One terminal by name: full dot where a program runs, ring where the shell waits, a bell where it rang. */
export function TerminalTab(props: TerminalTabProps) {
  const { item, others, screens, isFocused, isShown, isRenaming, onShow, onStartRenaming, onClose, onMove } =
    props;
  const { isRinging } = useScreenState(useFoundScreen(screens, item.id));
  const place = useRef<HTMLLIElement | null>(null);
  const drag = useDraggable({ id: item.id, disabled: isRenaming });
  const drop = useDroppable({ id: item.id });
  useEffect(() => {
    if (isFocused) place.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isFocused]);
  const { name, busy, command } = item;
  const close = () => onClose([item]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "F2") onStartRenaming(item.id);
    else if (event.key === "Delete") close();
    else if (event.ctrlKey && event.shiftKey && event.key === "ArrowLeft") onMove(item.id, -1);
    else if (event.ctrlKey && event.shiftKey && event.key === "ArrowRight") onMove(item.id, 1);
    else return;
    event.preventDefault();
  };
  return (
    <li
      ref={(element) => {
        place.current = element;
        drop.setNodeRef(element);
      }}
      className={cn(
        "group relative flex h-full items-center",
        drop.isOver && !drag.isDragging && "bg-accent",
        drag.isDragging && "opacity-50",
      )}
    >
      {isRenaming ? (
        <TerminalNameField item={item} onDone={props.onRenamed} />
      ) : (
        <ContextMenu>
          <ContextMenuTrigger asChild>
            <button
              ref={drag.setNodeRef}
              type="button"
              aria-current={isFocused ? "true" : undefined}
              title={titleOf(item)}
              onClick={() => onShow(item.id)}
              onAuxClick={(event: MouseEvent) => event.button === 1 && close()}
              onDoubleClick={() => onStartRenaming(item.id)}
              onKeyDown={onKeyDown}
              {...drag.listeners}
              className={cn(
                "flex h-full items-center gap-2 pr-8 pl-3 text-xs transition-colors duration-fast hover:text-terminal-foreground focus-visible:-outline-offset-2",
                isShown ? "text-terminal-foreground" : "text-terminal-muted",
                isFocused && "shadow-[inset_0_-2px_0_var(--primary)]",
              )}
            >
              <TabMark item={item} isRinging={isRinging && !isFocused} />
              <span className={cn("max-w-40 truncate", item.end && "line-through")}>{name}</span>
              {item.end ? (
                <span className="sr-only">, ended</span>
              ) : (
                busy && <span className="sr-only">, {command ?? "a program"} runs</span>
              )}
            </button>
          </ContextMenuTrigger>
          <ContextMenuContent onCloseAutoFocus={(event) => event.preventDefault()}>
            <ContextMenuItem disabled={item.end !== null} onSelect={() => onStartRenaming(item.id)}>
              Rename <Kbd>F2</Kbd>
            </ContextMenuItem>
            <ContextMenuItem onSelect={() => onMove(item.id, -1)}>Move left</ContextMenuItem>
            <ContextMenuItem onSelect={() => onMove(item.id, 1)}>Move right</ContextMenuItem>
            <ContextMenuSeparator />
            <ContextMenuItem onSelect={close}>Close</ContextMenuItem>
            <ContextMenuItem disabled={others.length === 0} onSelect={() => onClose(others)}>
              Close others
            </ContextMenuItem>
          </ContextMenuContent>
        </ContextMenu>
      )}
      {!isRenaming && (
        <Button
          variant="ghost"
          size="icon-xs"
          aria-label={`Close ${name}`}
          onClick={close}
          className={cn(
            "absolute right-1.5 size-5 text-terminal-muted focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100",
            !isFocused && "opacity-0",
          )}
        >
          <X className="size-3" />
        </Button>
      )}
    </li>
  );
}

function TabMark({ item, isRinging }: { item: TabItem; isRinging: boolean }) {
  if (isRinging)
    return (
      <>
        <BellRing aria-hidden="true" className="size-3 flex-none text-primary" />
        <span className="sr-only">Its bell rang. </span>
      </>
    );
  const isRunning = item.busy && item.end === null;
  return (
    <span
      aria-hidden="true"
      className={cn(
        "size-2 flex-none rounded-full",
        isRunning ? "bg-primary" : "border-[1.5px] border-terminal-muted",
        item.end && "border-dashed",
      )}
    />
  );
}

const titleOf = ({ name, busy, command, end }: TabItem): string => {
  if (end) return `${name} has ended`;
  return busy && command ? `${name}: ${command} runs` : name;
};

/** The screen of a tab once it was shown; it is made while the tab is already there. */
function useFoundScreen(screens: TerminalScreens, id: string) {
  const [screen, setScreen] = useState(() => screens.find(id));
  useEffect(() => screens.onReady(() => setScreen(screens.find(id))), [screens, id]);
  return screen;
}
