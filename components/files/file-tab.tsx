import { Ellipsis, X } from "lucide-react";
import type { DragEventHandler, KeyboardEvent } from "react";
import { FileIcon } from "#components/files/file-icon.tsx";
import { cn } from "#lib/client/class-names.ts";
import { isDirty, type OpenFile } from "#lib/client/open-files.ts";
import { useIsTouched } from "#lib/client/use-is-touched.ts";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";

interface FileTabProps {
  file: OpenFile;
  files: readonly OpenFile[];
  index: number;
  active: string | null;
  isDragged: boolean;
  onChoose: (path: string) => void;
  onClose: (path: string) => void;
  onKeep: (path: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onMenu: (at: { x: number; y: number }) => void;
  onDragStart: DragEventHandler;
  onDragOver: DragEventHandler;
  onDrop: DragEventHandler;
  onDragEnd: DragEventHandler;
}

/** One open file; in italics while it is a look only. */
export function FileTab({ file, files, index, active, isDragged, ...on }: FileTabProps) {
  const { path, isPreview } = file;
  const isActive = path === active;
  const isUnsaved = isDirty(file);
  const hasButton = useIsTouched() && isActive;
  const name = nameOf(path);
  const isTwin = files.some((other) => other !== file && nameOf(other.path) === name);
  const said = [name, isUnsaved && "not saved", isPreview && "preview"].filter((word) => word !== false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging has its keys, Shift and an arrow, on the tab within
    <div
      role="presentation"
      draggable
      onDragStart={on.onDragStart}
      onDragOver={on.onDragOver}
      onDrop={on.onDrop}
      onDragEnd={on.onDragEnd}
      onContextMenu={(event) => {
        event.preventDefault();
        on.onMenu({ x: event.clientX, y: event.clientY });
      }}
      className={cn(
        "group relative flex h-9 flex-none items-center border-r text-muted-foreground text-xs",
        isActive && "bg-background text-foreground shadow-[inset_0_2px_0_var(--primary)]",
        isDragged && "opacity-60",
      )}
    >
      <button
        type="button"
        role="tab"
        id={`tab-${index}`}
        data-path={path}
        aria-selected={isActive}
        aria-controls="open-file"
        aria-label={said.join(", ")}
        tabIndex={isActive || (active === null && index === 0) ? 0 : -1}
        title={path}
        onClick={() => on.onChoose(path)}
        onDoubleClick={() => on.onKeep(path)}
        onAuxClick={(event) => event.button === 1 && on.onClose(path)}
        onKeyDown={on.onKeyDown}
        className={cn(
          "flex h-full items-center gap-2 pr-8 pl-3 focus-visible:-outline-offset-2",
          hasButton && "pr-17",
        )}
      >
        <FileIcon name={name} />
        <span className={cn("max-w-48 truncate", isPreview && "italic")}>{name}</span>
        {isTwin && <span className="max-w-32 truncate text-subtle-foreground">{parentOf(path)}</span>}
      </button>
      {hasButton && (
        <button
          type="button"
          aria-label={`Actions for the tab ${name}`}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            on.onMenu({ x: box.left, y: box.bottom });
          }}
          className="absolute right-9 grid size-7 place-items-center rounded-sm text-subtle-foreground hover:bg-accent hover:text-foreground"
        >
          <Ellipsis aria-hidden="true" className="size-4" />
        </button>
      )}
      <button
        type="button"
        tabIndex={isActive ? 0 : -1}
        aria-label={`Close ${name}`}
        title={`Close ${name}`}
        onClick={() => on.onClose(path)}
        className="group/close absolute right-1.5 grid size-5 place-items-center rounded-sm text-subtle-foreground hover:bg-accent hover:text-foreground max-md:size-7"
      >
        {isUnsaved && (
          <span
            className="size-2 rounded-full bg-foreground group-hover:hidden group-focus-visible/close:hidden"
            title="Not saved"
          />
        )}
        <X
          className={cn(
            "size-3",
            isUnsaved
              ? "hidden group-hover:block group-focus-visible/close:block"
              : !isActive &&
                  "opacity-0 group-hover:opacity-100 group-focus-visible/close:opacity-100 max-md:opacity-100",
          )}
        />
      </button>
    </div>
  );
}
