"use client";

import { Download, FileDiff, FolderOpen, Save } from "lucide-react";
import { EditorPane } from "#components/files/editor-pane.tsx";
import { FilePreview } from "#components/files/file-preview.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { BackToList } from "#components/shared/list-and-detail.tsx";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { isDirty, type OpenFile, type OpenFiles } from "#lib/client/open-files.ts";
import { contentUrl } from "#lib/modules/files/queries.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

interface OpenFileViewProps {
  workspaceId: string;
  isWritable: boolean;
  opened: OpenFiles;
  file: OpenFile | undefined;
  line: number | null;
  isSaving: boolean;
  onSave: () => void;
  onCompare: () => void;
  onBack: () => void;
}

/** The file that is shown: the editor, or what stands in for it, and a word when it changed underneath. */
export function OpenFileView({ workspaceId, isWritable, opened, file, line, ...on }: OpenFileViewProps) {
  if (!file) {
    return (
      <EmptyView icon={FolderOpen} title="No file is open" className="m-auto">
        Choose one in the tree, or search in files with the magnifier above it.
      </EmptyView>
    );
  }
  const isUnsaved = isDirty(file);
  return (
    <div id="open-file" role="tabpanel" aria-label={file.path} className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-9 flex-none items-center gap-1 border-b pr-2 pl-4 max-md:h-11 max-md:pl-1">
        <BackToList label="Back to the tree" onBack={on.onBack} />
        <code className="min-w-0 truncate text-muted-foreground" title={file.path}>
          {file.path}
        </code>
        {isUnsaved && <span className="flex-none text-subtle-foreground text-xs">not saved</span>}
        <span className="ml-auto flex flex-none items-center gap-1">
          <Button asChild variant="ghost" size="icon-xs">
            <a
              href={contentUrl(workspaceId, file.path, true)}
              download={nameOf(file.path)}
              aria-label={`Download ${nameOf(file.path)}`}
            >
              <Download />
            </a>
          </Button>
          {isWritable && file.state === "text" && (
            <Button
              variant={isUnsaved ? "primary" : "default"}
              size="xs"
              disabled={!isUnsaved}
              isBusy={on.isSaving}
              onClick={on.onSave}
            >
              <Save />
              Save
            </Button>
          )}
        </span>
      </header>
      {file.isStale && (
        <StaleBanner
          tone="quiet"
          icon={FileDiff}
          action={{ label: "Compare", onClick: on.onCompare }}
          className="rounded-none border-x-0 border-t-0 border-primary-border bg-primary-soft"
        >
          {nameOf(file.path)} changed on the disk. What you see is still yours.
        </StaleBanner>
      )}
      {file.state === "text" ? (
        <EditorPane
          workspaceId={workspaceId}
          opened={opened}
          file={file}
          line={line}
          isReadOnly={!isWritable}
          onSave={on.onSave}
        />
      ) : (
        <FilePreview workspaceId={workspaceId} file={file} onRetry={() => void opened.reload(file.path)} />
      )}
    </div>
  );
}
