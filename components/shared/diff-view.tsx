"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { BinaryDiff, type FileVersions } from "#components/shared/binary-diff.tsx";
import type { DiffLineSlots } from "#components/shared/diff-line.tsx";
import { DiffRows } from "#components/shared/diff-rows.tsx";
import { useSyntax } from "#components/shared/use-syntax.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { parsePatch } from "#lib/client/patch.ts";
import { gapsOf, withContext } from "#lib/client/patch-context.ts";

interface DiffViewProps extends Omit<DiffLineSlots, "syntax"> {
  path: string;
  oldPath?: string | null;
  /** "new", "deleted", "renamed"…; a plain change has none. */
  badge?: string;
  additions: number;
  deletions: number;
  /** One file's unified patch. */
  patch: string;
  /** True when the patch was cut because of its size. */
  isTruncated?: boolean;
  isBinary?: boolean;
  layout?: "unified" | "split";
  /** Left out: open unless the change is large. */
  defaultIsOpen?: boolean;
  /** Where whoever draws it keeps it open or folded. */
  isOpen?: boolean;
  onFold?: (isOpen: boolean) => void;
  /** Stands in the place of the lines: they are on their way, or could not be had. */
  instead?: ReactNode;
  /** Stands above the lines: what is said to the file as a whole. */
  above?: ReactNode;
  /** Stands at the right of the head: a "Viewed" box, a link to the file. */
  actions?: ReactNode;
  id?: string;
  /** The file's text on the new side, for the lines around the hunks; missing where it cannot be had. */
  readText?: () => Promise<string>;
  /** Where both versions of a picture can be had. */
  versions?: FileVersions;
}

/** A larger change is shown when it is asked for. */
const foldedLinesMin = 1500;
const expandedLines = 20;

/** One file's change, as unified or side-by-side rows, with room under each line for its comments. */
export function DiffView({ layout = "unified", ...props }: DiffViewProps) {
  const isLarge = props.additions + props.deletions >= foldedLinesMin;
  const [isOpenHere, setIsOpenHere] = useState(props.defaultIsOpen ?? !isLarge);
  const isOpen = props.isOpen ?? isOpenHere;
  const setIsOpen = props.onFold ?? setIsOpenHere;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const modes = /^old mode (\d+)\nnew mode (\d+)$/m.exec(props.patch);
  return (
    <article
      id={props.id}
      data-slot="diff-view"
      aria-label={props.path}
      className="scroll-mt-3 overflow-hidden rounded-lg border bg-card"
    >
      <header className="flex min-h-10 flex-wrap items-center gap-x-2 bg-muted pr-3 pl-1.5">
        <Button
          variant="ghost"
          size="icon-xs"
          aria-expanded={isOpen}
          aria-label={isOpen ? "Fold this file" : "Unfold this file"}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Chevron />
        </Button>
        <code className="-ml-1 min-w-0 max-w-[calc(100%-3rem)] truncate font-medium" title={props.path}>
          {props.oldPath && props.oldPath !== props.path && (
            <span className="font-normal text-muted-foreground">{props.oldPath} → </span>
          )}
          {props.path}
        </code>
        {props.badge && <Badge>{props.badge}</Badge>}
        {modes && (
          <Badge>
            mode {modes[1]} → {modes[2]}
          </Badge>
        )}
        <LineCounts additions={props.additions} deletions={props.deletions} />
        {props.actions && <div className="ml-auto flex flex-none items-center gap-2">{props.actions}</div>}
      </header>
      {isOpen ? (
        <div className="border-t">
          {props.above}
          {props.instead ?? <DiffBody {...props} layout={layout} />}
        </div>
      ) : (
        isLarge && (
          <p className="border-t px-4 py-2 text-muted-foreground">
            A large change.{" "}
            <Button variant="link" size="bare" onClick={() => setIsOpen(true)}>
              Show it
            </Button>
          </p>
        )
      )}
    </article>
  );
}

function DiffBody(props: DiffViewProps & { layout: "unified" | "split" }) {
  const { patch, readText } = props;
  const parsed = useMemo(() => parsePatch(patch), [patch]);
  const [around, setAround] = useState<{ patch: string; text: string[]; shown: number[] } | null>(null);
  // What was read around an older state of the file says nothing of this one.
  const known = around?.patch === patch ? around : null;
  const hunks = useMemo(
    () => (known ? withContext(parsed, known.text, known.shown) : parsed),
    [parsed, known],
  );
  const syntax = useSyntax(props.path, hunks);
  const hidden = gapsOf(parsed, known?.text.length ?? null).map((gap, at) => gap - (known?.shown[at] ?? 0));
  const expand = async (gap: number) => {
    if (!readText) return;
    const text = known?.text ?? linesOf(await readText().catch(() => ""));
    if (text.length === 0) return;
    const limits = gapsOf(parsed, text.length);
    const shown = limits.map((limit, at) =>
      Math.min(limit, (known?.shown[at] ?? 0) + (at === gap ? expandedLines : 0)),
    );
    setAround({ patch, text, shown });
  };
  if (props.isBinary && props.versions) return <BinaryDiff path={props.path} versions={props.versions} />;
  if (parsed.length === 0) {
    return (
      <p className="px-4 py-3 text-muted-foreground">
        {props.isTruncated
          ? "Too large to show."
          : "No lines to show: a binary file, or only its name or mode changed."}
      </p>
    );
  }
  return (
    <>
      <DiffRows
        hunks={hunks}
        layout={props.layout}
        gaps={readText ? hidden : undefined}
        onExpand={readText ? (gap) => void expand(gap) : undefined}
        renderLine={props.renderLine}
        onComment={props.onComment}
        choice={props.choice}
        renderHunk={props.renderHunk}
        syntax={syntax}
      />
      {props.isTruncated && (
        <p className="border-t px-4 py-2 text-muted-foreground text-xs">
          The rest of this file’s change is too large to show.
        </p>
      )}
    </>
  );
}

const linesOf = (text: string): string[] => text.replace(/\r?\n$/, "").split(/\r?\n/);

/** `+41 −28`, in teal and plum. */
export function LineCounts({ additions, deletions }: { additions: number; deletions: number }) {
  return (
    <span className="flex-none font-mono text-2xs">
      {additions > 0 && <span className="text-primary-text">+{additions}</span>}
      {additions > 0 && deletions > 0 && " "}
      {deletions > 0 && <span className="text-failure">−{deletions}</span>}
    </span>
  );
}
