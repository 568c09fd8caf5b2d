"use client";

import { memo, useCallback, useEffect, useState } from "react";
import { FilesSidebar } from "#components/files/files-sidebar.tsx";
import { SearchPanel } from "#components/files/search-panel.tsx";
import type { FilesSidebarProps } from "#components/files/sidebar-props.ts";
import { TrashPanel } from "#components/files/trash-panel.tsx";
import { UploadsPanel } from "#components/files/uploads-panel.tsx";
import { useUploads } from "#components/files/use-uploads.ts";
import { usePersonId } from "#lib/client/person.ts";
import { partsOfRoot } from "#lib/modules/files/rules.ts";

type SidePanelProps = Omit<FilesSidebarProps, "onSearch" | "onTrash" | "onUpload" | "onChooseUpload"> & {
  onLook: (path: string, line?: number | null) => void;
};

/** Beside the editor: the tree, the search or the trash, and what is being uploaded below. Not drawn anew as one types. */
export const SidePanel = memo(function SidePanel(props: SidePanelProps) {
  const { rootId, isWritable, actions, onLook } = props;
  const [shown, setShown] = useState<"tree" | "search" | "trash">("tree");
  const uploads = useUploads(usePersonId(), rootId, actions.makeFolder);
  const showTree = useCallback(() => setShown("tree"), []);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isFind = event.key.toLowerCase() === "f" && event.shiftKey && (event.ctrlKey || event.metaKey);
      if (!isFind || event.altKey) return;
      event.preventDefault();
      setShown("search");
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
  return (
    <>
      {shown === "search" ? (
        <SearchPanel rootId={rootId} onOpen={onLook} onClose={showTree} />
      ) : shown === "trash" ? (
        <TrashPanel
          workspaceId={partsOfRoot(rootId).workspaceId}
          isWritable={isWritable}
          onClose={showTree}
        />
      ) : (
        <FilesSidebar
          {...props}
          onSearch={() => setShown("search")}
          onTrash={() => setShown("trash")}
          onUpload={uploads.upload}
          onChooseUpload={uploads.choose}
        />
      )}
      {isWritable && <UploadsPanel queue={uploads.queue} />}
    </>
  );
});
