"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Minus, Plus, Undo2 } from "lucide-react";
import { useMemo, useRef } from "react";
import { ChangeRow } from "#components/git/change-row.tsx";
import type { Changes } from "#components/git/use-changes.ts";
import type { GitChoice } from "#components/git/use-git-address.ts";
import { Button } from "#components/ui/button.tsx";
import { formatCount } from "#lib/client/format.ts";
import { type Change, groupsOf } from "#lib/modules/git/rules.ts";
import type { ChangeGroup, GitStatus } from "#lib/modules/git/schema.ts";

interface ChangeListProps {
  isWritable: boolean;
  status: GitStatus;
  choice: GitChoice;
  changes: Changes;
  onChoose: (choice: GitChoice) => void;
}

interface Group {
  title: string;
  isStaged: boolean;
  /** As the workspace takes it whole, the files that are not listed included; null where it does not. */
  name: ChangeGroup | null;
  total: number;
  items: readonly Change[];
}

type Row = { kind: "head"; group: Group } | { kind: "change"; group: Group; change: Change };

const headHeightPx = 32;
const rowHeightPx = 28;

/** The changed files, conflicts first; a tick says what the next commit takes. Only the rows in sight are drawn. */
export function ChangeList({ isWritable, status, choice, changes, onChoose }: ChangeListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(status), [status]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => (rows[index]?.kind === "head" ? headHeightPx : rowHeightPx),
    overscan: 12,
  });
  if (rows.length === 0) {
    return (
      <p className="min-h-0 flex-1 px-4 py-3 text-muted-foreground">
        Nothing has changed since the last commit.
      </p>
    );
  }
  return (
    <section
      ref={frame}
      aria-label="Changed files"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto py-1 focus-visible:-outline-offset-2"
    >
      <ul className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className="absolute inset-x-2"
                style={{ transform: `translateY(${start}px)` }}
              >
                {row.kind === "head" ? (
                  <GroupHead group={row.group} isWritable={isWritable} changes={changes} />
                ) : (
                  <ChangeRow
                    change={row.change}
                    group={row.group.title}
                    isStaged={row.group.isStaged}
                    isWritable={isWritable}
                    isChosen={isChosen(choice, row)}
                    changes={changes}
                    onChoose={() =>
                      onChoose({ kind: "change", path: row.change.path, isStaged: row.group.isStaged })
                    }
                  />
                )}
              </li>
            )
          );
        })}
      </ul>
      {status.truncated && (
        <p className="px-4 py-2 text-muted-foreground text-xs">
          The first {formatCount(status.entries.length)} are listed. Stage all, Discard all and Commit take
          the others too.
        </p>
      )}
    </section>
  );
}

const isChosen = (choice: GitChoice, row: Extract<Row, { kind: "change" }>): boolean =>
  choice?.kind === "change" && choice.path === row.change.path && choice.isStaged === row.group.isStaged;

function rowsOf({ entries, totals }: GitStatus): Row[] {
  const { conflicted, staged, changed, untracked } = groupsOf(entries);
  const groups: Group[] = [
    { title: "In conflict", isStaged: false, name: null, total: totals.conflicted, items: conflicted },
    { title: "Staged", isStaged: true, name: null, total: totals.staged, items: staged },
    { title: "Changed", isStaged: false, name: "changed", total: totals.changed, items: changed },
    { title: "Untracked", isStaged: false, name: "untracked", total: totals.untracked, items: untracked },
  ];
  return groups.flatMap((group): Row[] =>
    group.items.length === 0
      ? []
      : [{ kind: "head", group }, ...group.items.map((change): Row => ({ kind: "change", group, change }))],
  );
}

interface GroupHeadProps {
  group: Group;
  isWritable: boolean;
  changes: Changes;
}

function GroupHead({ group, isWritable, changes }: GroupHeadProps) {
  const { title, name, isStaged, items } = group;
  return (
    <div className="flex h-8 items-center gap-2 px-2 font-medium text-muted-foreground text-xs">
      <h2>{title}</h2>
      <span className="font-normal">{formatCount(Math.max(group.total, items.length))}</span>
      {isWritable && name !== null && (
        <span className="ml-auto flex">
          <Button
            variant="ghost"
            size="icon-xs"
            aria-label={`Discard all: ${title}`}
            title="Discard all of these"
            onClick={() => changes.discardGroup(name)}
          >
            <Undo2 />
          </Button>
          <Button variant="ghost" size="xs" className="font-normal" onClick={() => changes.stageGroup(name)}>
            <Plus />
            Stage all
          </Button>
        </span>
      )}
      {isWritable && isStaged && (
        <Button variant="ghost" size="xs" className="ml-auto font-normal" onClick={changes.unstageAll}>
          <Minus />
          Unstage all
        </Button>
      )}
    </div>
  );
}
