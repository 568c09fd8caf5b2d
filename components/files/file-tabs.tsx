"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { FileIcon } from "#components/files/file-icon.tsx";
import { cn } from "#lib/client/class-names.ts";
import { isDirty, type OpenFile } from "#lib/client/open-files.ts";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";

interface FileTabsProps {
  files: readonly OpenFile[];
  active: string | null;
  onChoose: (path: string) => void;
  onClose: (path: string) => void;
}

/**
 * The open files. Arrows move between them; Tab goes from the chosen one to its close button; Delete or the middle button
 * closes too. A list of tabs may hold nothing else, so it owns its tabs from beside the buttons.
 */
export function FileTabs({ files, active, onChoose, onClose }: FileTabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const hasClosed = useRef(false);
  const close = (path: string) => {
    hasClosed.current = list.current?.contains(document.activeElement) ?? false;
    onClose(path);
  };
  // Who closes a file by keyboard goes on at the one that is shown now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file that has gone is the reason to look
  useEffect(() => {
    if (!hasClosed.current || document.activeElement !== document.body) return;
    const shown = list.current?.querySelector<HTMLElement>("[aria-selected=true]");
    // The address, and with it the file that is shown, follows a moment later.
    if (!shown) return;
    hasClosed.current = false;
    shown.focus();
  }, [files, active]);
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const file = files[index];
    if (event.key === "Delete" && file) return close(file.path);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = files[(index + step + files.length) % files.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    onChoose(next.path);
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(next.path)}"]`)?.focus();
  };
  return (
    <div ref={list} className="flex h-9 min-w-0 flex-1 overflow-x-auto scrollbar-none border-b bg-sidebar">
      <div
        role="tablist"
        aria-label="Open files"
        aria-owns={files.map((_, index) => `tab-${index}`).join(" ") || undefined}
      />
      {files.map((file, index) => {
        const isActive = file.path === active;
        const name = nameOf(file.path);
        const isTwin = files.some((other) => other !== file && nameOf(other.path) === name);
        return (
          <div
            key={file.path}
            role="presentation"
            className={cn(
              "group relative flex h-9 flex-none items-center border-r text-muted-foreground text-xs",
              isActive && "bg-background text-foreground shadow-[inset_0_2px_0_var(--primary)]",
            )}
          >
            <button
              type="button"
              role="tab"
              id={`tab-${index}`}
              data-path={file.path}
              aria-selected={isActive}
              aria-controls="open-file"
              aria-label={isDirty(file) ? `${name}, not saved` : name}
              tabIndex={isActive || (active === null && index === 0) ? 0 : -1}
              title={file.path}
              onClick={() => onChoose(file.path)}
              onAuxClick={(event) => event.button === 1 && onClose(file.path)}
              onKeyDown={(event) => onKeyDown(event, index)}
              className="flex h-full items-center gap-2 pr-8 pl-3 focus-visible:-outline-offset-2"
            >
              <FileIcon name={name} />
              <span className="max-w-48 truncate">{name}</span>
              {isTwin && (
                <span className="max-w-32 truncate text-subtle-foreground">{parentOf(file.path)}</span>
              )}
            </button>
            <button
              type="button"
              tabIndex={isActive ? 0 : -1}
              aria-label={`Close ${name}`}
              title={`Close ${name}`}
              onClick={() => close(file.path)}
              className="group/close absolute right-1.5 grid size-5 place-items-center rounded-sm text-subtle-foreground hover:bg-accent hover:text-foreground"
            >
              {isDirty(file) && (
                <span
                  className="size-2 rounded-full bg-foreground group-hover:hidden group-focus-visible/close:hidden"
                  title="Not saved"
                />
              )}
              <X
                className={cn(
                  "size-3",
                  isDirty(file)
                    ? "hidden group-hover:block group-focus-visible/close:block"
                    : !isActive &&
                        "opacity-0 group-hover:opacity-100 group-focus-visible/close:opacity-100 max-md:opacity-100",
                )}
              />
            </button>
          </div>
        );
      })}
    </div>
  );
}
