"use client";

import { createContext, useCallback, useContext } from "react";
import type { Card } from "#lib/modules/cards/schema.ts";

/** Whether who looks at a board may change its tasks; true until that is known, as it is for most. */
export const MayWriteContext = createContext(true);

/** The projects that are only read, where cards of several stand together. */
export const ReadProjectsContext = createContext<ReadonlySet<string>>(new Set());

/** Whether who looks may change this card: on a board of several projects that differs from one to the next. */
export function useMayChange(): (card: Pick<Card, "projectId">) => boolean {
  const mayWrite = useContext(MayWriteContext);
  const readProjects = useContext(ReadProjectsContext);
  return useCallback(({ projectId }) => mayWrite && !readProjects.has(projectId), [mayWrite, readProjects]);
}
