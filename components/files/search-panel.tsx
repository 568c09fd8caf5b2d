"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { SearchFields } from "#components/files/search-fields.tsx";
import { groupsOf, SearchMatches } from "#components/files/search-matches.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { countOf } from "#lib/client/format.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { type FileSearch, fileQueries } from "#lib/modules/files/queries.ts";

interface SearchPanelProps {
  workspaceId: string;
  onOpen: (path: string, line: number | null) => void;
  onClose: () => void;
}

const typingPauseMs = 250;

export function SearchPanel({ workspaceId, onOpen, onClose }: SearchPanelProps) {
  const [search, setSearch] = useState<FileSearch>({
    q: "",
    kind: "content",
    isRegex: false,
    isCaseSensitive: false,
  });
  const asked = usePause(search);
  const isAsked = asked.q.trim() !== "";
  const { data, error, isFetching, refetch } = useQuery({
    ...fileQueries.search(workspaceId, asked),
    enabled: isAsked,
    placeholderData: (before) => before,
  });
  const groups = useDeferredValue(useMemo(() => groupsOf(data?.items ?? []), [data]));
  const problem = error instanceof RequestError && error.status === 400 ? error.message : null;

  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to every screen reader yet
    <div role="search" className="flex min-h-0 flex-1 flex-col">
      <SearchFields search={search} isBusy={isFetching} onChange={setSearch} onClose={onClose} />
      <p role="status" className="flex-none px-3 py-2 text-muted-foreground text-xs">
        {summaryOf({
          isAsked,
          problem,
          count: data?.items.length ?? null,
          isCut: data?.isTruncated ?? false,
        })}
        {isAsked && data?.problem && ` ${data.problem}`}
      </p>
      {error && !problem ? (
        <ErrorView title="The search failed" error={error} onRetry={() => void refetch()} className="m-2" />
      ) : (
        isAsked && <SearchMatches groups={groups} onOpen={onOpen} />
      )}
    </div>
  );
}

function summaryOf(found: {
  isAsked: boolean;
  problem: string | null;
  count: number | null;
  isCut: boolean;
}): string {
  if (!found.isAsked) return "Small letters find both cases.";
  if (found.problem) return found.problem;
  if (found.count === null) return "Searching …";
  if (found.count === 0) return "Nothing found.";
  return found.isCut
    ? `The first ${countOf(found.count, "match", "matches")}.`
    : countOf(found.count, "match", "matches");
}

/** The value, once it has stayed the same for a moment. */
function usePause<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), typingPauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
