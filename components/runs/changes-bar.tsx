"use client";

import { Files, MessageSquare, Space } from "lucide-react";
import type { ChangesState } from "#components/runs/use-changes-view.ts";
import { LineCounts } from "#components/shared/diff-view.tsx";
import { Count } from "#components/ui/badge.tsx";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { countOf } from "#lib/client/format.ts";
import type { RunDiff } from "#lib/modules/runs/schema.ts";

interface ChangesBarProps {
  state: ChangesState;
  /** The whole change; null while it could not be read. */
  diff: RunDiff | null;
  onSheet: (sheet: "files" | "findings") => void;
}

/** How the changes are shown: side by side or not, without white space, all of them or what is new to a reviewer. */
export function ChangesBar({ state, diff, onSheet }: ChangesBarProps) {
  const { filter, setFilter, layout, setLayout, run, files, findings } = state;
  // A list that is cut counts what it leaves out; since a review, only what is listed is the run's.
  const total = filter.since === "start" ? diff?.totals : totalOf(files);
  return (
    <div className="flex min-h-12 flex-none flex-wrap items-center gap-x-2 gap-y-1 px-4 py-2 text-muted-foreground text-xs">
      <Button size="xs" className="lg:hidden" onClick={() => onSheet("files")}>
        <Files />
        Files
      </Button>
      <ButtonGroup aria-label="Layout" className="max-md:hidden">
        {(["unified", "split"] as const).map((choice) => (
          <Button key={choice} size="xs" aria-pressed={layout === choice} onClick={() => setLayout(choice)}>
            {choice === "unified" ? "Unified" : "Side by side"}
          </Button>
        ))}
      </ButtonGroup>
      {run.reviewedCommit && (
        <ButtonGroup aria-label="Compared with">
          {(["start", "review"] as const).map((since) => (
            <Button
              key={since}
              size="xs"
              aria-pressed={filter.since === since}
              onClick={() => setFilter({ ...filter, since })}
            >
              {since === "start" ? "All" : "Since last review"}
            </Button>
          ))}
        </ButtonGroup>
      )}
      <Button
        size="xs"
        variant="ghost"
        aria-pressed={filter.ignoresSpace}
        className="aria-pressed:bg-accent aria-pressed:text-foreground max-md:hidden"
        onClick={() => setFilter({ ...filter, ignoresSpace: !filter.ignoresSpace })}
      >
        <Space />
        Hide white space
      </Button>
      {total && (
        <span className="flex items-center gap-1.5 max-md:hidden">
          {countOf(total.files, "file")}
          <LineCounts additions={total.additions} deletions={total.deletions} />
        </span>
      )}
      <span className="ml-auto flex items-center gap-1 max-2xl:hidden">
        <Kbd>j</Kbd>
        <Kbd>k</Kbd> files <Kbd>n</Kbd>
        <Kbd>p</Kbd> findings{" "}
        {state.mayReview && (
          <>
            <Kbd>c</Kbd> comment <Kbd>v</Kbd> viewed
          </>
        )}
      </span>
      <Button size="xs" className="ml-auto xl:hidden" onClick={() => onSheet("findings")}>
        <MessageSquare />
        Findings {findings.length > 0 && <Count>{findings.length}</Count>}
      </Button>
    </div>
  );
}

const totalOf = (files: ChangesState["files"]) => ({
  files: files.length,
  additions: files.reduce((sum, { additions }) => sum + additions, 0),
  deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
});
