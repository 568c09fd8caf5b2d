"use client";

import { Download, FileX2 } from "lucide-react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatBytes } from "#lib/client/format.ts";
import type { OpenFile } from "#lib/client/open-files.ts";
import { contentUrl } from "#lib/modules/files/queries.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

interface FilePreviewProps {
  workspaceId: string;
  file: OpenFile;
  onRetry: () => void;
}

/** What is shown instead of the editor: an image, a word about bytes, a failure, the wait. */
export function FilePreview({ workspaceId, file, onRetry }: FilePreviewProps) {
  const { path, state, sizeBytes, etag } = file;
  if (state === "loading") return <LoadingText label={`Loading ${path}`} lines={8} className="p-6" />;
  if (state === "failed") {
    return (
      <ErrorView
        title={`${nameOf(path)} could not be opened`}
        error={file.error}
        onRetry={onRetry}
        className="m-4"
      />
    );
  }
  const download = (
    <Button asChild>
      <a href={contentUrl(workspaceId, path, true)} download={nameOf(path)}>
        <Download />
        Download
      </a>
    </Button>
  );
  if (state === "image") {
    return (
      <figure className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3 overflow-auto p-6">
        {/* biome-ignore lint/performance/noImgElement: the bytes are the person's own file, behind their session */}
        <img
          src={`${contentUrl(workspaceId, path)}&v=${encodeURIComponent(etag)}`}
          alt={nameOf(path)}
          className="min-h-0 max-w-full rounded-md border bg-[repeating-conic-gradient(var(--muted)_0_25%,transparent_0_50%)] bg-[length:16px_16px] object-contain"
        />
        <figcaption className="flex items-center gap-3 text-muted-foreground text-xs">
          {formatBytes(sizeBytes)}
          {download}
        </figcaption>
      </figure>
    );
  }
  return (
    <EmptyView
      icon={FileX2}
      title={state === "large" ? "Too large to edit here" : "Not a text file"}
      actions={download}
      className="m-auto"
    >
      {state === "large"
        ? `This file has ${formatBytes(sizeBytes)}; up to 5 MiB open in the editor.`
        : `Its bytes are not text, so an editor could only harm it. It has ${formatBytes(sizeBytes)}.`}
    </EmptyView>
  );
}
