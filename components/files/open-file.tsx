"use client";

import { Download, FileClock, FileDiff, FolderOpen, PanelLeft, Save } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { EditorPane } from "#components/files/editor-pane.tsx";
import { EditorSettingsMenu } from "#components/files/editor-settings-menu.tsx";
import { FilePreview } from "#components/files/file-preview.tsx";
import {
  type PreviewMode,
  previewKindOf,
  previewModes,
  TextPreview,
} from "#components/files/text-preview.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Split } from "#components/ui/split.tsx";
import { isDirty, type OpenFile, type OpenFiles } from "#lib/client/open-files.ts";
import { contentUrl } from "#lib/modules/files/queries.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

interface OpenFileViewProps {
  rootId: string;
  isWritable: boolean;
  opened: OpenFiles;
  file: OpenFile | undefined;
  line: number | null;
  isSaving: boolean;
  onSave: () => void;
  onCompare: () => void;
  /** On a phone: shows the tree. */
  onTree: () => void;
}

/** The file that is shown: the editor, or what stands in for it, and a word when it changed underneath. */
export function OpenFileView({ rootId, isWritable, opened, file, line, ...on }: OpenFileViewProps) {
  const [mode, setMode] = useState<PreviewMode>("text");
  if (!file) {
    return (
      <EmptyView icon={FolderOpen} title="No file is open" className="m-auto">
        Choose one in the tree, or press <Kbd>Ctrl P</Kbd> and type a part of its name.
      </EmptyView>
    );
  }
  const isUnsaved = isDirty(file);
  const kind = file.state === "text" ? previewKindOf(file.path) : null;
  return (
    <div id="open-file" role="tabpanel" aria-label={file.path} className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-9 flex-none items-center gap-1 border-b pr-2 pl-4 max-md:h-11 max-md:pl-1">
        <Button
          variant="ghost"
          size="icon"
          aria-label="Show the files"
          onClick={on.onTree}
          className="md:hidden"
        >
          <PanelLeft />
        </Button>
        <code className="min-w-0 truncate text-muted-foreground" title={file.path}>
          {file.path}
        </code>
        {isUnsaved && <span className="flex-none text-subtle-foreground text-xs">not saved</span>}
        <span className="ml-auto flex flex-none items-center gap-1">
          {kind !== null && <ModeButtons kind={kind} mode={mode} onChoose={setMode} />}
          {file.state === "text" && <EditorSettingsMenu />}
          <Button asChild variant="ghost" size="icon-xs">
            <a
              href={contentUrl(rootId, file.path, true)}
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
      {file.broughtBackAt !== null && isUnsaved && (
        <StaleBanner
          tone="quiet"
          icon={FileClock}
          action={{ label: "Discard", onClick: () => void opened.reload(file.path) }}
          className="rounded-none border-x-0 border-t-0"
        >
          What you typed <RelativeTime at={file.broughtBackAt} /> and did not save is back.
        </StaleBanner>
      )}
      {file.state === "text" ? (
        <TextPanes
          rootId={rootId}
          opened={opened}
          file={file}
          line={line}
          isReadOnly={!isWritable}
          mode={kind === null ? "text" : mode}
          onSave={on.onSave}
        />
      ) : (
        <FilePreview rootId={rootId} file={file} onRetry={() => void opened.reload(file.path)} />
      )}
    </div>
  );
}

const modeWords = { text: "Text", both: "Both", preview: "Preview" } as const;

interface ModeButtonsProps {
  kind: "markdown" | "svg";
  mode: PreviewMode;
  onChoose: (mode: PreviewMode) => void;
}

function ModeButtons({ kind, mode, onChoose }: ModeButtonsProps) {
  return (
    <ButtonGroup aria-label="How the file is shown" className="mr-1">
      {previewModes.map((one) => (
        <Button
          key={one}
          size="xs"
          aria-pressed={mode === one}
          onClick={() => onChoose(one)}
          className={one === "both" ? "max-md:hidden" : undefined}
        >
          {one === "preview" && kind === "svg" ? "Image" : modeWords[one]}
        </Button>
      ))}
    </ButtonGroup>
  );
}

type TextPanesProps = ComponentProps<typeof EditorPane> & { mode: PreviewMode };

/** The editor, the preview, or both side by side. */
function TextPanes({ mode, ...props }: TextPanesProps) {
  const kind = previewKindOf(props.file.path);
  const editor = <EditorPane {...props} />;
  if (kind === null || mode === "text") return editor;
  const preview = <TextPreview rootId={props.rootId} file={props.file} kind={kind} />;
  if (mode === "preview") return preview;
  return (
    <Split
      label="Width of the preview"
      fixed="second"
      defaultSizePx={480}
      minSizePx={200}
      storageKey="lockkeeper-files-preview"
      first={editor}
      second={preview}
    />
  );
}
