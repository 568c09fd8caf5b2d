"use client";

import { LaneGraph } from "#components/git/lane-graph.tsx";
import { RefBadges } from "#components/git/ref-badges.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { LaneRow } from "#lib/client/commit-lanes.ts";
import type { Commit } from "#lib/modules/git/schema.ts";

interface CommitRowProps {
  commit: Commit;
  /** Its piece of the graph; null where none is drawn. */
  row: LaneRow | null;
  isChosen: boolean;
  onChoose: () => void;
}

const columnsMax = 8;
export const commitHeightPx = 48;

export function CommitRow({ commit, row, isChosen, onChoose }: CommitRowProps) {
  return (
    <button
      type="button"
      aria-current={isChosen || undefined}
      onClick={onChoose}
      className={cn(
        "flex h-full w-full items-center gap-2 rounded-md px-2 text-left text-xs hover:bg-accent focus-visible:-outline-offset-2",
        isChosen && "bg-accent",
      )}
    >
      {row && (
        <LaneGraph
          row={row}
          columns={Math.min(columnsMax, row.width)}
          heightPx={commitHeightPx}
          isUnpushed={commit.isUnpushed}
        />
      )}
      <span className="grid min-w-0 flex-1">
        <span className="flex min-w-0 items-center gap-1.5">
          <RefBadges refs={commit.refs} shownMax={1} />
          <span className="truncate" title={commit.subject}>
            {commit.subject === "" ? "(no message)" : commit.subject}
          </span>
        </span>
        <span className="truncate text-muted-foreground">
          <code className="text-2xs">{commit.sha.slice(0, 7)}</code> · {commit.author.name} ·{" "}
          <RelativeTime at={commit.committedAt} />
          {commit.isUnpushed && " · not pushed"}
        </span>
      </span>
    </button>
  );
}
