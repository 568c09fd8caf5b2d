"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import type { DiffLineSlots } from "#components/shared/diff-line.tsx";
import { DiffRows } from "#components/shared/diff-rows.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { parsePatch } from "#lib/client/patch.ts";

interface DiffViewProps extends DiffLineSlots {
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
  layout?: "unified" | "split";
  defaultIsOpen?: boolean;
  /** Stands at the right of the head: a "Viewed" box, a link to the file. */
  actions?: ReactNode;
  id?: string;
}

/** One file's change, as unified or side-by-side rows, with room under each line for its comments. */
export function DiffView({ defaultIsOpen = true, layout = "unified", ...props }: DiffViewProps) {
  const [isOpen, setIsOpen] = useState(defaultIsOpen);
  const hunks = useMemo(() => parsePatch(props.patch), [props.patch]);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <article
      id={props.id}
      data-slot="diff-view"
      aria-label={props.path}
      className="scroll-mt-3 overflow-hidden rounded-lg border bg-card"
    >
      <header className="flex min-h-10 items-center gap-2 bg-muted pr-3 pl-1.5">
        <Button
          variant="ghost"
          size="icon-xs"
          aria-expanded={isOpen}
          aria-label={isOpen ? "Fold this file" : "Unfold this file"}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Chevron />
        </Button>
        <code className="-ml-1 min-w-0 truncate font-medium" title={props.path}>
          {props.oldPath && props.oldPath !== props.path && (
            <span className="font-normal text-muted-foreground">{props.oldPath} → </span>
          )}
          {props.path}
        </code>
        {props.badge && <Badge>{props.badge}</Badge>}
        <LineCounts additions={props.additions} deletions={props.deletions} />
        {props.actions && <div className="ml-auto flex flex-none items-center gap-2">{props.actions}</div>}
      </header>
      {isOpen && (
        <div className="border-t">
          {hunks.length === 0 ? (
            <p className="px-4 py-3 text-muted-foreground">
              {props.isTruncated
                ? "Too large to show."
                : "No lines to show: a binary file, or only its name or mode changed."}
            </p>
          ) : (
            <DiffRows
              hunks={hunks}
              layout={layout}
              renderLine={props.renderLine}
              onComment={props.onComment}
            />
          )}
          {props.isTruncated && hunks.length > 0 && (
            <p className="border-t px-4 py-2 text-muted-foreground text-xs">
              The rest of this file’s change is too large to show.
            </p>
          )}
        </div>
      )}
    </article>
  );
}

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
