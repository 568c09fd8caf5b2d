"use client";

import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { FileTab } from "#components/files/file-tab.tsx";
import { TabMenu, type TabPlace } from "#components/files/tab-menu.tsx";
import type { ClosingFiles } from "#components/files/use-close-files.ts";
import type { OpenFile, OpenFiles } from "#lib/client/open-files.ts";

interface FileTabsProps {
  opened: OpenFiles;
  files: readonly OpenFile[];
  active: string | null;
  closing: ClosingFiles;
  onChoose: (path: string) => void;
  onReveal: (path: string) => void;
}

/**
 * The open files. Arrows move between them, with Shift they move the tab; Tab goes from the chosen one to its close
 * button; Delete or the middle button closes too. A list of tabs may hold nothing else, so it owns its tabs from beside
 * the buttons.
 */
export function FileTabs({ opened, files, active, closing, onChoose, onReveal }: FileTabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<TabPlace | null>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const close = useClosingFocus(list, files, active, closing);

  // The chosen tab is in sight, also when it was chosen elsewhere.
  useEffect(() => {
    if (active === null) return;
    tabOf(list.current, active)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active]);

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const file = files[index];
    if (!file) return;
    if (event.key === "Delete") return close(file.path);
    if (event.key === "Enter" || event.key === " ") opened.keep(file.path);
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      event.preventDefault();
      const box = event.currentTarget.getBoundingClientRect();
      return setMenu({ path: file.path, x: box.left + 16, y: box.bottom });
    }
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    if (event.shiftKey) return opened.reorder(file.path, Math.max(0, index + step));
    const next = files[(index + step + files.length) % files.length];
    if (!next) return;
    onChoose(next.path);
    tabOf(list.current, next.path)?.focus();
  };
  const onDrop = (event: DragEvent, index: number) => {
    if (dragged === null) return;
    event.preventDefault();
    opened.reorder(dragged, index);
    setDragged(null);
  };
  return (
    <div ref={list} className="flex h-9 min-w-0 flex-1 overflow-x-auto scrollbar-none border-b bg-sidebar">
      <div
        role="tablist"
        aria-label="Open files"
        aria-owns={files.map((_, index) => `tab-${index}`).join(" ") || undefined}
      />
      {files.map((file, index) => (
        <FileTab
          key={file.path}
          file={file}
          files={files}
          index={index}
          active={active}
          isDragged={dragged === file.path}
          onChoose={onChoose}
          onClose={close}
          onKeep={opened.keep}
          onKeyDown={(event) => onKeyDown(event, index)}
          onMenu={(at) => setMenu({ path: file.path, ...at })}
          onDragStart={() => setDragged(file.path)}
          onDragOver={(event) => dragged !== null && event.preventDefault()}
          onDrop={(event) => onDrop(event, index)}
          onDragEnd={() => setDragged(null)}
        />
      ))}
      {menu && (
        <TabMenu
          place={menu}
          files={files}
          closing={closing}
          onKeep={opened.keep}
          onReveal={onReveal}
          onClose={() => setMenu(null)}
        />
      )}
    </div>
  );
}

const tabOf = (list: HTMLElement | null, path: string) =>
  list?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);

/** Who closes a file by keyboard goes on at the one that is shown then. */
function useClosingFocus(
  list: { readonly current: HTMLElement | null },
  files: readonly OpenFile[],
  active: string | null,
  closing: ClosingFiles,
): (path: string) => void {
  const hasClosed = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file that has gone is the reason to look
  useEffect(() => {
    if (!hasClosed.current || document.activeElement !== document.body) return;
    const shown = list.current?.querySelector<HTMLElement>("[aria-selected=true]");
    // The address, and with it the file that is shown, follows a moment later.
    if (!shown) return;
    hasClosed.current = false;
    shown.focus();
  }, [files, active]);
  return (path) => {
    hasClosed.current = list.current?.contains(document.activeElement) ?? false;
    closing.close([path]);
  };
}
