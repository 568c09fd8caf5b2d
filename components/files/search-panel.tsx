"use client";

import { useQuery } from "@tanstack/react-query";
import { CaseSensitive, Regex, Search, X } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { FileIcon } from "#components/files/file-icon.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { countOf } from "#lib/client/format.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { type FileSearch, fileQueries } from "#lib/modules/files/queries.ts";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";
import type { FileMatch } from "#lib/modules/files/schema.ts";

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
      <div className="grid flex-none gap-2 border-b p-2">
        <div className="flex gap-1">
          <InputGroup
            autoFocus
            before={isFetching ? <Spinner /> : <Search />}
            frameClassName="flex-1"
            aria-label="Search in files"
            placeholder={search.kind === "content" ? "Search in files" : "Search file names"}
            value={search.q}
            maxLength={1000}
            spellCheck={false}
            onChange={(event) => setSearch({ ...search, q: event.target.value })}
            onKeyDown={(event) => event.key === "Escape" && onClose()}
          />
          <Button variant="ghost" size="icon" aria-label="Close the search" onClick={onClose}>
            <X />
          </Button>
        </div>
        <div className="flex items-center gap-1">
          <ButtonGroup aria-label="Where to look">
            {(["content", "name"] as const).map((kind) => (
              <Button
                key={kind}
                size="xs"
                aria-pressed={search.kind === kind}
                onClick={() => setSearch({ ...search, kind })}
              >
                {kind === "content" ? "Content" : "Names"}
              </Button>
            ))}
          </ButtonGroup>
          <Button
            variant="ghost"
            size="icon-xs"
            className="ml-auto aria-pressed:bg-accent aria-pressed:text-foreground"
            aria-label="Match case"
            aria-pressed={search.isCaseSensitive}
            onClick={() => setSearch({ ...search, isCaseSensitive: !search.isCaseSensitive })}
          >
            <CaseSensitive />
          </Button>
          <Button
            variant="ghost"
            size="icon-xs"
            className="aria-pressed:bg-accent aria-pressed:text-foreground"
            aria-label="Regular expression"
            aria-pressed={search.isRegex}
            onClick={() => setSearch({ ...search, isRegex: !search.isRegex })}
          >
            <Regex />
          </Button>
        </div>
      </div>
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
        isAsked && (
          <ul className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-3">
            {groups.map(({ path, matches }) => (
              <li key={path}>
                <button
                  type="button"
                  title={path}
                  onClick={() => onOpen(path, matches[0]?.line ?? null)}
                  className="flex h-6 w-full items-center gap-1.5 rounded-sm px-1.5 text-left hover:bg-accent focus-visible:-outline-offset-2 max-md:h-9"
                >
                  <FileIcon name={nameOf(path)} />
                  <span className="flex-none font-medium">{nameOf(path)}</span>
                  <span className="truncate text-subtle-foreground text-xs">{parentOf(path)}</span>
                </button>
                {matches.map(
                  (match, index) =>
                    match.line !== null && (
                      <button
                        // biome-ignore lint/suspicious/noArrayIndexKey: a line can match twice; the list never reorders
                        key={`${match.line}:${index}`}
                        type="button"
                        onClick={() => onOpen(path, match.line)}
                        className="flex w-full items-baseline gap-2 rounded-sm py-0.5 pr-1.5 pl-7 text-left hover:bg-accent focus-visible:-outline-offset-2 max-md:py-2"
                      >
                        <span className="w-6 flex-none text-right font-mono text-2xs text-subtle-foreground">
                          {match.line}
                        </span>
                        <code className="truncate text-2xs">{match.text?.trim()}</code>
                      </button>
                    ),
                )}
              </li>
            ))}
          </ul>
        )
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

function groupsOf(items: readonly FileMatch[]): { path: string; matches: FileMatch[] }[] {
  const byPath = new Map<string, FileMatch[]>();
  for (const match of items) {
    const known = byPath.get(match.path);
    if (known) known.push(match);
    else byPath.set(match.path, [match]);
  }
  return [...byPath].map(([path, matches]) => ({ path, matches }));
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
