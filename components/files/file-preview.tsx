"use client";

import { FileX2 } from "lucide-react";
import { ImageView } from "#components/files/image-view.tsx";
import { BinaryPreview, LargePreview } from "#components/files/large-preview.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { formatBytes } from "#lib/client/format.ts";
import type { OpenFile } from "#lib/client/open-files.ts";
import { contentUrl } from "#lib/modules/files/queries.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

interface FilePreviewProps {
  rootId: string;
  file: OpenFile;
  onRetry: () => void;
}

/** What is shown instead of the editor: a picture, the beginning of what is too large or no text, a failure, the wait. */
export function FilePreview({ rootId, file, onRetry }: FilePreviewProps) {
  const { path, state, sizeBytes, etag } = file;
  if (state === "loading" || state === "unread") {
    return <LoadingText label={`Loading ${path}`} lines={8} className="p-6" />;
  }
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
  if (state === "image") {
    const url = `${contentUrl(rootId, path)}&v=${encodeURIComponent(etag)}`;
    return <ImageView key={url} url={url} path={path} sizeBytes={sizeBytes} />;
  }
  if (state === "large") return <LargePreview rootId={rootId} file={file} />;
  return (
    <>
      <p className="flex flex-none items-center gap-2 px-6 pt-5 pb-3 text-muted-foreground">
        <FileX2 className="size-4 flex-none" />
        Not a text file, {formatBytes(sizeBytes)}: an editor could only harm it. This is how it begins.
      </p>
      <BinaryPreview rootId={rootId} file={file} />
    </>
  );
}
