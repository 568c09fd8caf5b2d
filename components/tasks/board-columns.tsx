"use client";

import { DndContext, DragOverlay } from "@dnd-kit/core";
import type { CSSProperties } from "react";
import { BoardColumn } from "#components/tasks/board-column.tsx";
import { boardAnnouncements, columnUnder, useBoardSensors } from "#components/tasks/board-sensors.ts";
import { CardFace } from "#components/tasks/card-face.tsx";
import type { Reveal } from "#components/tasks/card-list.tsx";
import type { CardsByColumn } from "#components/tasks/columns.ts";
import { useBoardDrag } from "#components/tasks/use-board-drag.ts";
import type { BoardSelection } from "#components/tasks/use-selection.ts";
import { taskStatuses } from "#lib/kernel/states.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import type { BoardSettings } from "#lib/modules/projects/schema.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

interface BoardColumnsProps {
  /** Null: the board over all projects. */
  projectId: string | null;
  columns: CardsByColumn;
  /** How many cards each column holds, those that the filter hides too. */
  totals: Record<TaskStatus, number>;
  limits: BoardSettings["columnLimits"];
  hrefOf: (card: Card) => string;
  placeOf?: (card: Card) => string | null;
  /** The card whose panel stands beside the board. */
  opened: Card | undefined;
  /** The column that is shown where there is room for one. */
  active: TaskStatus;
  selection: BoardSelection;
  onReveal: (status: TaskStatus, reveal: Reveal | null) => void;
  onNew: (() => void) | undefined;
}

/** The columns with their cards, which are carried from one to another and to another place in their own. */
export function BoardColumns(props: BoardColumnsProps) {
  const { projectId, columns, totals, limits, hrefOf, opened, active, selection } = props;
  const { carried, spot, ...drag } = useBoardDrag({ projectId, columns, hrefOf });
  const sensors = useBoardSensors();
  // Folded beside an open task, unless that one lies in it.
  const isRail = (status: TaskStatus) =>
    opened !== undefined && opened.status !== status && (status === "todo" || status === "done");
  const widths = taskStatuses.map((status) => (isRail(status) ? "36px" : "minmax(0,1fr)")).join(" ");
  const widthsStyle: CSSProperties & Record<`--${string}`, string> = { "--widths": widths };

  return (
    <DndContext
      id="board"
      sensors={sensors}
      collisionDetection={columnUnder}
      accessibility={{ announcements: boardAnnouncements }}
      {...drag}
    >
      <div
        className="grid min-h-0 flex-1 gap-2 px-4 pb-4 max-md:pt-3 md:grid-cols-(--widths)"
        style={widthsStyle}
      >
        {taskStatuses.map((status) => (
          <BoardColumn
            key={status}
            status={status}
            cards={columns[status]}
            total={totals[status]}
            limit={limits?.[status] ?? null}
            hrefOf={hrefOf}
            placeOf={props.placeOf}
            openId={opened?.id ?? null}
            carriedId={carried?.status === status ? carried.id : null}
            spot={spot?.status === status ? spot : null}
            selection={selection}
            onReveal={props.onReveal}
            isRail={isRail(status)}
            isActive={status === active}
            onNew={status === "todo" ? props.onNew : undefined}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {carried && (
          <div className="rounded-lg border border-border-strong bg-lane-card px-3 py-2.5 shadow-md">
            <CardFace card={carried} place={props.placeOf?.(carried)} />
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}
