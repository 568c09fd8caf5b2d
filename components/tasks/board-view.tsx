"use client";

import { useQuery } from "@tanstack/react-query";
import { useParams } from "next/navigation";
import { type ReactNode, useCallback } from "react";
import { BoardBody } from "#components/tasks/board-body.tsx";
import { MayWriteContext } from "#components/tasks/may-write.ts";
import { useTaskTab } from "#components/tasks/use-task-tab.ts";
import { cn } from "#lib/client/class-names.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import { projectQueries } from "#lib/modules/projects/queries.ts";

interface BoardViewProps {
  projectId: string;
  /** The panel of the open task, or nothing. */
  children: ReactNode;
}

/** The board of a project: cards in five columns, moved along the legal moves only; the open task stands beside it. */
export function BoardView({ projectId, children }: BoardViewProps) {
  const { number } = useParams<{ number?: string }>();
  const openNumber = number ? Number(number) : null;
  const [tab] = useTaskTab();
  const { data: project } = useQuery(projectQueries.one(projectId));
  const hrefOf = useCallback((card: Card) => `/projects/${projectId}/board/${card.number}`, [projectId]);
  return (
    <MayWriteContext value={project?.access !== "read"}>
      <div className="flex min-h-0 flex-1">
        <div
          className={cn(
            "flex min-w-0 flex-1 flex-col",
            openNumber !== null && "max-lg:hidden",
            // Changes are read over the whole width.
            openNumber !== null && (tab === "changes" || tab === "compare") && "hidden",
          )}
        >
          <BoardBody
            projectId={projectId}
            title="Board"
            limits={project?.boardSettings.columnLimits}
            hrefOf={hrefOf}
            openNumber={openNumber}
          />
        </div>
        {children}
      </div>
    </MayWriteContext>
  );
}
