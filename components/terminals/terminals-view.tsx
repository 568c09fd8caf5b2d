"use client";

import { useQuery } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import type { ReactNode } from "react";
import { useOpenWorkspace } from "#components/projects/open-workspace.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { PageBody } from "#components/shared/page-header.tsx";
import { TerminalDesk } from "#components/terminals/terminal-desk.tsx";
import { TerminalsSkeleton } from "#components/terminals/terminals-skeleton.tsx";
import { terminalQueries } from "#lib/modules/terminals/queries.ts";

/** The terminal page of a project. */
export function TerminalsView() {
  const { workspaceId, isWritable } = useOpenWorkspace();
  if (isWritable) return <WorkspaceTerminals key={workspaceId} workspaceId={workspaceId} />;
  return (
    <Notice>
      <EmptyView icon={Eye} title="Terminals are for those who may write">
        Who types in a terminal can change everything in it, so that takes write access; an admin of the
        project can give it.
      </EmptyView>
    </Notice>
  );
}

function WorkspaceTerminals({ workspaceId }: { workspaceId: string }) {
  const { data, error, refetch } = useQuery(terminalQueries.list(workspaceId));
  // What was shown stays shown: each pane says itself how its connection stands.
  if (data) return <TerminalDesk workspaceId={workspaceId} list={data} />;
  if (!error) return <TerminalsSkeleton />;
  return (
    <Notice>
      <ErrorView title="The terminals could not be listed" error={error} onRetry={() => void refetch()} />
    </Notice>
  );
}

const Notice = ({ children }: { children: ReactNode }) => (
  <PageBody className="grid place-items-center">
    <h1 className="sr-only">Terminals</h1>
    {children}
  </PageBody>
);
