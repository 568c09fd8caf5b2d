"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { BoardBody } from "#components/tasks/board-body.tsx";
import { MayWriteContext, ReadProjectsContext } from "#components/tasks/may-write.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import type { Card } from "#lib/modules/cards/schema.ts";

/** The cards of all projects in the same five columns, the most urgent first; each opens on the board of its project. */
export function AllBoardsView() {
  const { data: projects } = useQuery(shellQueries.projects());
  const names = useMemo(() => new Map(projects?.map(({ id, name }) => [id, name])), [projects]);
  const readProjects = useMemo(
    () => new Set(projects?.filter(({ access }) => access === "read").map(({ id }) => id)),
    [projects],
  );
  const mayWrite = !projects || projects.length === 0 || readProjects.size < projects.length;
  const placeOf = useCallback((card: Card) => names.get(card.projectId) ?? null, [names]);
  return (
    <MayWriteContext value={mayWrite}>
      <ReadProjectsContext value={readProjects}>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <BoardBody
            projectId={null}
            title="All tasks"
            limits={undefined}
            hrefOf={hrefOf}
            placeOf={placeOf}
            openNumber={null}
          />
        </div>
      </ReadProjectsContext>
    </MayWriteContext>
  );
}

const hrefOf = (card: Card): string => `/projects/${card.projectId}/board/${card.number}`;
