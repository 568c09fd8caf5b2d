"use client";

import { Ban } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useMemo, useRef, useState } from "react";
import { SearchFields } from "#components/files/search-fields.tsx";
import { groupsOf, SearchMatches } from "#components/files/search-matches.tsx";
import { noSearch, questionOf } from "#components/files/search-text.ts";
import { type Finding, useFind } from "#components/files/use-find.ts";
import { usePause } from "#components/shared/use-pause.ts";
import { Button } from "#components/ui/button.tsx";
import { countOf } from "#lib/client/format.ts";
import type { FileFind } from "#lib/modules/files/queries.ts";

interface SearchPanelProps {
  rootId: string;
  onOpen: (path: string, line: number | null) => void;
  onClose: () => void;
}

/** Finds in all files of the workspace; what is found stands here while it still searches. */
export function SearchPanel({ rootId, onOpen, onClose }: SearchPanelProps) {
  const [search, setSearch] = useState(noSearch);
  const settled = usePause(search);
  const asked = useMemo(() => questionOf(settled), [settled]);
  const finding = useFind(rootId, asked);
  const groups = useDeferredValue(useMemo(() => groupsOf(finding.matches), [finding.matches]));
  const results = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    results.current?.querySelector<HTMLElement>("[role=tree]")?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to every screen reader yet
    <div role="search" className="flex min-h-0 flex-1 flex-col">
      <SearchFields
        search={search}
        isBusy={finding.isRunning}
        onChange={setSearch}
        onClose={onClose}
        onKeyDown={onKeyDown}
      />
      <div className="flex min-h-8 flex-none items-center gap-2 px-3 text-muted-foreground text-xs">
        <p role="status" className="min-w-0 flex-1 py-2">
          {summaryOf(asked, finding, groups.length)}
        </p>
        {finding.isRunning && (
          <Button variant="ghost" size="xs" onClick={finding.cancel}>
            <Ban />
            Stop
          </Button>
        )}
      </div>
      <div ref={results} className="flex min-h-0 flex-1 flex-col">
        {asked && groups.length > 0 && <SearchMatches groups={groups} onOpen={onOpen} />}
      </div>
    </div>
  );
}

function summaryOf(
  asked: FileFind | null,
  { matches, done, isRunning, problem }: Finding,
  files: number,
): string {
  if (!asked) return "Small letters find both cases.";
  if (problem !== null) return problem;
  const found = `${countOf(matches.length, "match", "matches")} in ${countOf(files, "file")}`;
  if (isRunning) return matches.length === 0 ? "Searching …" : `${found} so far`;
  const words =
    matches.length === 0 ? "Nothing found." : done?.isTruncated ? `The first ${found}.` : `${found}.`;
  if (!done) return `${words} The search was stopped.`;
  return done.problem ? `${words} ${done.problem}` : words;
}
