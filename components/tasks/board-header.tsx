"use client";

import { useQuery } from "@tanstack/react-query";
import { ListChecks, Plus, Search, X } from "lucide-react";
import { type RefObject, useCallback, useContext, useEffect, useRef } from "react";
import { ColumnCount } from "#components/tasks/board-column.tsx";
import { type CardsByColumn, columnLabels } from "#components/tasks/columns.ts";
import { FilterMenu } from "#components/tasks/filter-menu.tsx";
import { MayWriteContext } from "#components/tasks/may-write.ts";
import { Button } from "#components/ui/button.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { tabClasses, tabListClasses } from "#components/ui/tabs.tsx";
import { type BoardFilter, countFilters, noFilter, stateOf } from "#lib/client/board-filter.ts";
import { cn } from "#lib/client/class-names.ts";
import { countOf } from "#lib/client/format.ts";
import { useTyped } from "#lib/client/use-typed.ts";
import { taskStatuses } from "#lib/kernel/states.ts";
import { cardQueries } from "#lib/modules/cards/queries.ts";
import type { BoardSettings } from "#lib/modules/projects/schema.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

interface BoardHeaderProps {
  projectId: string | null;
  title: string;
  filter: BoardFilter;
  onFilter: (change: Partial<BoardFilter>) => void;
  search: RefObject<HTMLInputElement | null>;
  onNew: () => void;
  /** Undefined while cards are being selected. */
  onSelect: (() => void) | undefined;
}

export function BoardHeader(props: BoardHeaderProps) {
  const { projectId, title, filter, onFilter, search, onNew, onSelect } = props;
  const onWords = useCallback((words: string) => onFilter({ words }), [onFilter]);
  const { typed, setTyped, give } = useTyped(filter.words, onWords);
  const mayWrite = useContext(MayWriteContext);
  const isNarrowed = countFilters(filter) > 0 || filter.words !== "";
  return (
    <header className="flex h-bar flex-none items-center gap-2 px-4">
      <h1 className="mr-1 whitespace-nowrap font-medium text-base max-md:sr-only">{title}</h1>
      <InputGroup
        ref={search}
        aria-label="Filter tasks"
        aria-keyshortcuts="/"
        placeholder="Filter tasks"
        value={typed}
        maxLength={100}
        onChange={(event) => {
          setTyped(event.target.value);
          give(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        before={<Search />}
        after={typed === "" && <Kbd className="max-md:hidden">/</Kbd>}
        frameClassName="h-control-sm w-44 text-xs max-md:w-auto max-md:flex-1"
      />
      <FilterMenu projectId={projectId} filter={filter} onFilter={onFilter} />
      {isNarrowed && (
        <Button variant="ghost" size="sm" aria-label="Clear the filters" onClick={() => onFilter(noFilter)}>
          <X />
          <span className="max-md:hidden">Clear</span>
        </Button>
      )}
      <BoardFigures projectId={projectId} />
      {mayWrite ? (
        <>
          <Button
            variant="ghost"
            size="sm"
            // With a mouse, a card shows its box where it hovers.
            className="ml-auto md:pointer-fine:hidden"
            aria-label="Select cards"
            disabled={!onSelect}
            onClick={onSelect}
          >
            <ListChecks />
            <span className="max-md:hidden">Select</span>
          </Button>
          <Button size="sm" className="md:pointer-fine:ml-auto" aria-label="New task" onClick={onNew}>
            <Plus />
            <span className="max-md:hidden">New task</span>
            <Kbd className="max-md:hidden">n</Kbd>
          </Button>
        </>
      ) : (
        <p className="ml-auto whitespace-nowrap text-muted-foreground text-xs">You have read access here</p>
      )}
    </header>
  );
}

/** `2 need you · 1 running`: what there is to do, whatever the filter shows. */
function BoardFigures({ projectId }: { projectId: string | null }) {
  const { data } = useQuery({ ...cardQueries.board(projectId), enabled: false });
  const states = (data?.cards ?? []).map(stateOf);
  const count = (state: string) => states.filter((known) => known === state).length;
  const [asks, working, queued] = [count("needs_you"), count("working"), count("queued")];
  const words = [
    ...(asks > 0 ? [countOf(asks, "card needs you", "cards need you")] : []),
    ...(working > 0 ? [`${working} running`] : []),
    ...(queued > 0 ? [`${queued} queued`] : []),
    ...(data?.isCut ? ["the oldest done cards are left out"] : []),
  ];
  return <p className="min-w-0 truncate text-muted-foreground text-xs max-lg:hidden">{words.join(" · ")}</p>;
}

interface ColumnTabsProps {
  active: TaskStatus;
  /** Undefined while they are loaded. */
  columns: CardsByColumn | undefined;
  totals: Record<TaskStatus, number>;
  limits: BoardSettings["columnLimits"];
  onChoose: (status: TaskStatus) => void;
}

/** Chooses the column that is shown where there is room for one. */
export function ColumnTabs({ active, columns, totals, limits, onChoose }: ColumnTabsProps) {
  const tabs = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another column, or other counts, put it elsewhere
  useEffect(() => {
    const tab = tabs.current?.querySelector("[aria-current=page]");
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active, totals]);
  return (
    <nav ref={tabs} aria-label="Columns" className={cn(tabListClasses, "md:hidden")}>
      {taskStatuses.map((status) => (
        <button
          key={status}
          type="button"
          className={tabClasses}
          aria-current={status === active ? "page" : undefined}
          onClick={() => onChoose(status)}
        >
          {columnLabels[status]}{" "}
          {columns && (
            <ColumnCount
              count={columns[status].length}
              total={totals[status]}
              limit={limits?.[status] ?? null}
            />
          )}
        </button>
      ))}
    </nav>
  );
}
