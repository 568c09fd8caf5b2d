"use client";

import { useEffect, useRef } from "react";
import { hexRows } from "#components/files/hex-rows.ts";
import { useEditor } from "#components/files/use-editor.ts";
import { useHead } from "#components/files/use-head.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { formatBytes } from "#lib/client/format.ts";
import type { OpenFile } from "#lib/client/open-files.ts";

interface PreviewProps {
  rootId: string;
  file: OpenFile;
}

const textHeadBytes = 1024 * 1024;
const hexHeadBytes = 4096;

/** A text that is too large to edit: its beginning, to be read. */
export function LargePreview({ rootId, file }: PreviewProps) {
  const { data, error, refetch } = useHead(rootId, file.path, file.etag, textHeadBytes);
  if (error) return <HeadError error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingText label={`Loading the beginning of ${file.path}`} lines={8} className="p-6" />;
  return (
    <>
      <StaleBanner tone="quiet" className="rounded-none border-x-0 border-t-0 [&>[data-slot=spinner]]:hidden">
        The first {formatBytes(data.length)} of {formatBytes(file.sizeBytes)}, read-only: files of up to 5 MiB
        can be edited here.
      </StaleBanner>
      <ReadOnlyText path={file.path} text={wholeLines(data)} />
    </>
  );
}

/** What is no text: its first bytes in hexadecimal. */
export function BinaryPreview({ rootId, file }: PreviewProps) {
  const { data, error, refetch } = useHead(rootId, file.path, file.etag, hexHeadBytes);
  if (error) return <HeadError error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingText label={`Loading the beginning of ${file.path}`} lines={8} className="p-6" />;
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
      tabIndex={0}
      aria-label="The first bytes of the file"
      className="min-h-0 flex-1 overflow-auto px-6 pb-6"
    >
      <pre className="font-mono text-muted-foreground text-xs leading-5">{hexRows(data).join("\n")}</pre>
    </section>
  );
}

const HeadError = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => (
  <ErrorView title="The file could not be read" error={error} onRetry={onRetry} className="m-4" />
);

/** Up to the last whole line: the range may end inside of a character. */
function wholeLines(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  const end = text.lastIndexOf("\n");
  return end < 0 ? text : text.slice(0, end + 1);
}

function ReadOnlyText({ path, text }: { path: string; text: string }) {
  const host = useRef<HTMLDivElement>(null);
  const { parts, error, retry } = useEditor(host, () => undefined);
  useEffect(() => {
    if (!parts) return;
    const uri = parts.monaco.Uri.from({ scheme: "head", path: `/${path}` });
    const model = parts.monaco.editor.getModel(uri) ?? parts.monaco.editor.createModel(text, undefined, uri);
    model.setValue(text);
    parts.editor.updateOptions({ readOnly: true, ariaLabel: path });
    parts.editor.setModel(model);
    return () => model.dispose();
  }, [parts, path, text]);
  return (
    <div className="relative min-h-0 flex-1">
      <div ref={host} data-slot="editor" className="absolute inset-0" />
      {error !== null && (
        <ErrorView
          title="The editor could not be loaded"
          error={error}
          onRetry={retry}
          className="relative m-4"
        />
      )}
    </div>
  );
}
