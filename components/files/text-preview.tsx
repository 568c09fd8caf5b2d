"use client";

import { useDeferredValue, useMemo } from "react";
import { ImageView } from "#components/files/image-view.tsx";
import { resolveAddress } from "#components/files/relative-path.ts";
import { Markdown } from "#components/shared/markdown.tsx";
import type { OpenFile } from "#lib/client/open-files.ts";
import { contentUrl } from "#lib/modules/files/queries.ts";

/** How a text is shown that is more than text: as it is, beside its preview, or as its preview alone. */
export const previewModes = ["text", "both", "preview"] as const;
export type PreviewMode = (typeof previewModes)[number];

type PreviewKind = "markdown" | "svg";

export function previewKindOf(path: string): PreviewKind | null {
  if (/\.(md|mdx|markdown)$/i.test(path)) return "markdown";
  return /\.svg$/i.test(path) ? "svg" : null;
}

interface TextPreviewProps {
  rootId: string;
  file: OpenFile;
  kind: PreviewKind;
}

/** What the text in the editor looks like, as it is typed. Nothing in it runs. */
export function TextPreview({ rootId, file, kind }: TextPreviewProps) {
  const text = useDeferredValue(file.text);
  return kind === "svg" ? (
    <Drawing path={file.path} text={text} />
  ) : (
    <MarkdownPreview rootId={rootId} path={file.path} text={text} />
  );
}

interface MarkdownPreviewProps {
  rootId: string;
  path: string;
  text: string;
}

/** Pictures come from the workspace alone; links to its files open them here, all others outside. */
function MarkdownPreview({ rootId, path, text }: MarkdownPreviewProps) {
  const addresses = useMemo(
    () => ({
      pictureOf(source: string) {
        const target = resolveAddress(path, source);
        return target === null ? null : contentUrl(rootId, target);
      },
      linkOf(address: string) {
        const target = resolveAddress(path, address);
        return target === null ? null : `?${new URLSearchParams({ path: target })}`;
      },
    }),
    [rootId, path],
  );
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
      tabIndex={0}
      aria-label="Preview"
      className="min-h-0 flex-1 overflow-auto px-6 py-5 focus-visible:-outline-offset-2"
    >
      <Markdown className="max-w-[72ch]" {...addresses}>
        {text}
      </Markdown>
    </section>
  );
}

/**
 * As a picture a drawing runs no scripts and fetches nothing. By a data: address and not a blob's: opened in a tab of its
 * own, a blob would be a document of this origin.
 */
function Drawing({ path, text }: { path: string; text: string }) {
  const url = useMemo(
    () => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text.toWellFormed())}`,
    [text],
  );
  const { size: sizeBytes } = useMemo(() => new Blob([text]), [text]);
  return <ImageView key={url} url={url} path={path} sizeBytes={sizeBytes} />;
}
