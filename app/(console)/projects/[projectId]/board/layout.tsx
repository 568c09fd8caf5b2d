import type { ReactNode } from "react";
import { BoardView } from "#components/tasks/board-view.tsx";

/** The board stays where it is while one task after the other opens beside it. */
export default async function BoardLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ projectId: string }>;
}) {
  const { projectId } = await params;
  return <BoardView projectId={projectId}>{children}</BoardView>;
}
