"use client";

import { ArrowRightLeft, Flag, Tag, Trash2, User, X } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { BulkSummary } from "#components/tasks/bulk-summary.tsx";
import { type CardsByColumn, columnLabels, dropOn, priorityLabels } from "#components/tasks/columns.ts";
import { LabelDot } from "#components/tasks/label-chip.tsx";
import { type BulkStep, useBulk } from "#components/tasks/use-bulk.ts";
import { useBulkChoices } from "#components/tasks/use-bulk-choices.ts";
import type { BoardSelection } from "#components/tasks/use-selection.ts";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { countOf } from "#lib/client/format.ts";
import { taskPriorities, taskStatuses } from "#lib/kernel/states.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import type { TaskPriority, TaskStatus } from "#lib/modules/tasks/schema.ts";

interface BulkBarProps {
  projectId: string | null;
  cards: readonly Card[] | undefined;
  columns: CardsByColumn;
  selection: BoardSelection;
}

/** What can be done to all selected cards, and then what came of it for each. */
export function BulkBar({ projectId, cards, columns, selection }: BulkBarProps) {
  const bulk = useBulk(selection.clear);
  const selected = useMemo(
    () => (cards ?? []).filter(({ id }) => selection.ids.has(id)),
    [cards, selection.ids],
  );
  const hidden = useMemo(() => countHidden(selected, columns), [selected, columns]);
  const run = (deed: string, stepOf: (card: Card) => BulkStep | null) =>
    void bulk.run(deed, selected, stepOf);
  const update = (deed: string, change: (card: Card) => object | null) =>
    run(deed, (card) => {
      const input = change(card);
      return input && { name: "task.update", input: { ...refOf(card), ...input } };
    });
  if (!selection.isSelecting && bulk.result === null) return null;
  const { progress } = bulk;
  return (
    <>
      {selection.isSelecting && (
        <section
          aria-label="Selected cards"
          className="mx-4 mb-4 flex flex-none flex-wrap items-center gap-1 rounded-lg border bg-popover px-3 py-1.5 shadow-md"
        >
          <p
            aria-live="polite"
            className="mr-2 font-medium tabular-nums max-md:-order-2 max-md:flex-1 max-md:basis-2/3"
          >
            {progress
              ? `${progress.deed}: ${progress.at + 1} of ${progress.of}`
              : selected.length === 0
                ? "Tap the cards to select"
                : `${selected.length} selected${hidden > 0 ? `, ${hidden} not shown` : ""}`}
          </p>
          <fieldset disabled={progress !== null || selected.length === 0} className="contents">
            <MoveMenu selected={selected} run={run} />
            <PriorityMenu update={update} />
            {projectId !== null && <AssigneeMenu projectId={projectId} update={update} />}
            {projectId !== null && <LabelMenu projectId={projectId} selected={selected} update={update} />}
            <Button
              variant="ghost"
              size="sm"
              onClick={() => run("Delete", (card) => ({ name: "task.delete", input: refOf(card) }))}
            >
              <Trash2 />
              <span className="max-md:sr-only">Delete…</span>
            </Button>
          </fieldset>
          <Button
            variant="ghost"
            size="sm"
            className="max-md:hidden"
            disabled={progress !== null}
            onClick={() => selection.choose(Object.values(columns).flat())}
          >
            Select all shown
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            className="ml-auto max-md:-order-1"
            aria-label="Clear the selection"
            onClick={selection.clear}
          >
            <X />
          </Button>
        </section>
      )}
      {bulk.result && (
        <BulkSummary
          result={bulk.result}
          isBusy={progress !== null}
          onSettle={(isConfirmed) => void bulk.settle(isConfirmed)}
          onClose={() => {
            selection.choose(bulk.result?.faults.map(({ card }) => card) ?? []);
            bulk.forget();
          }}
        />
      )}
    </>
  );
}

/** Selected cards that a filter has hidden since: what is done is done to them too. */
function countHidden(selected: readonly Card[], columns: CardsByColumn): number {
  if (selected.length === 0) return 0;
  const shown = new Set(Object.values(columns).flatMap((cards) => cards.map(({ id }) => id)));
  return selected.filter(({ id }) => !shown.has(id)).length;
}

const refOf = ({ projectId, id }: Card) => ({ projectId, taskId: id });

type Run = (deed: string, stepOf: (card: Card) => BulkStep | null) => void;
type Update = (deed: string, change: (card: Card) => object | null) => void;

interface MenuProps {
  icon: ReactNode;
  label: string;
  /** A narrow screen shows the icon alone. */
  isShort?: boolean;
  children: ReactNode;
}

function Menu({ icon, label, isShort = true, children }: MenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm">
          {icon}
          <span className={isShort ? "max-md:sr-only" : undefined}>{label}</span>
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">{children}</DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Each column with how many of the cards can go there; the others are told why not. */
function MoveMenu({ selected, run }: { selected: readonly Card[]; run: Run }) {
  const stepTo =
    (to: TaskStatus) =>
    (card: Card): BulkStep | null => {
      if (card.status === to) return null;
      const edge = dropOn(card, to);
      if ("refusal" in edge) return edge;
      if (edge.by === "run.feedback")
        return { refusal: `#${card.number} goes back with words: say on its card what should change.` };
      return { name: edge.by, input: { ...refOf(card), ...(edge.by === "task.move" && { status: to }) } };
    };
  return (
    <Menu icon={<ArrowRightLeft />} label="Move to" isShort={false}>
      {taskStatuses.map((status) => {
        const fitting = selected.filter((card) => {
          const step = stepTo(status)(card);
          return step !== null && "name" in step;
        }).length;
        return (
          <DropdownMenuItem
            key={status}
            disabled={fitting === 0}
            onSelect={() => run(`Move to ${columnLabels[status]}`, stepTo(status))}
          >
            {columnLabels[status]}
            <span className="ml-auto pl-4 text-subtle-foreground text-xs">
              {fitting === selected.length ? "all" : `${fitting} of ${selected.length}`}
            </span>
          </DropdownMenuItem>
        );
      })}
    </Menu>
  );
}

function PriorityMenu({ update }: { update: Update }) {
  const set = (priority: TaskPriority | null) =>
    update(priority ? `${priorityLabels[priority]} priority` : "No priority", (card) =>
      card.priority === priority ? null : { priority },
    );
  return (
    <Menu icon={<Flag />} label="Priority">
      {taskPriorities.map((priority) => (
        <DropdownMenuItem key={priority} onSelect={() => set(priority)}>
          {priorityLabels[priority]}
        </DropdownMenuItem>
      ))}
      <DropdownMenuItem onSelect={() => set(null)}>No priority</DropdownMenuItem>
    </Menu>
  );
}

function AssigneeMenu({ projectId, update }: { projectId: string; update: Update }) {
  const { people } = useBulkChoices(projectId);
  const set = (name: string, assigneeId: string | null) =>
    update(`Assign to ${name}`, (card) =>
      (card.assignee?.id ?? null) === assigneeId ? null : { assigneeId },
    );
  return (
    <Menu icon={<User />} label="Assign">
      {people.map(({ id, name }) => (
        <DropdownMenuItem key={id} onSelect={() => set(name, id)}>
          {name}
        </DropdownMenuItem>
      ))}
      <DropdownMenuItem onSelect={() => set("nobody", null)}>Nobody</DropdownMenuItem>
    </Menu>
  );
}

/** Checked where all have it; choosing gives it to all, or takes it from all. */
function LabelMenu({
  projectId,
  selected,
  update,
}: {
  projectId: string;
  selected: readonly Card[];
  update: Update;
}) {
  const { labels } = useBulkChoices(projectId);
  return (
    <Menu icon={<Tag />} label="Label">
      {labels.length === 0 && <DropdownMenuItem disabled>The project has no labels yet</DropdownMenuItem>}
      {labels.map(({ id, name, color }) => {
        const having = selected.filter((card) => card.labels.some((label) => label.id === id)).length;
        const isEverywhere = having === selected.length;
        return (
          <DropdownMenuCheckboxItem
            key={id}
            checked={isEverywhere ? true : having > 0 ? "indeterminate" : false}
            onCheckedChange={() =>
              update(`${isEverywhere ? "Remove" : "Add"} ${name}`, () =>
                isEverywhere ? { removeLabelIds: [id] } : { addLabelIds: [id] },
              )
            }
          >
            <LabelDot color={color} />
            {name}
            {having > 0 && !isEverywhere && (
              <span className="text-subtle-foreground text-xs">{countOf(having, "card", "cards")}</span>
            )}
          </DropdownMenuCheckboxItem>
        );
      })}
    </Menu>
  );
}
