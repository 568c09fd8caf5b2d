"use client";

import { useQuery } from "@tanstack/react-query";
import { Eye, Power, SquareTerminal } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { PageBody } from "#components/shared/page-header.tsx";
import { TerminalDesk } from "#components/terminals/terminal-desk.tsx";
import { TerminalsSkeleton } from "#components/terminals/terminals-skeleton.tsx";
import { Button } from "#components/ui/button.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { isStopped, terminalQueries } from "#lib/modules/terminals/queries.ts";

/** The terminal page of a project. */
export function TerminalsView({ projectId }: { projectId: string }) {
  const { data: place, error, refetch } = useQuery(terminalQueries.place(projectId));
  if (error && !place) {
    return (
      <Notice>
        <ErrorView title="The project could not be read" error={error} onRetry={() => void refetch()} />
      </Notice>
    );
  }
  if (!place) return <TerminalsSkeleton />;
  if (place.access === "read") {
    return (
      <Notice>
        <EmptyView icon={Eye} title="Terminals are for those who may write">
          You may read {place.name}. Who types in a terminal can change everything in it, so that takes write
          access; an admin of the project can give it.
        </EmptyView>
      </Notice>
    );
  }
  if (!place.workspace || place.workspace.state === "creating") {
    return (
      <Notice>
        <EmptyView icon={SquareTerminal} title="The workspace is being created">
          The terminal opens here as soon as it runs. The project's page shows how far it is.
        </EmptyView>
      </Notice>
    );
  }
  return <WorkspaceTerminals key={place.workspace.id} workspace={place.workspace} />;
}

interface Workspace {
  id: string;
  state: string;
  reason: string | null;
}

function WorkspaceTerminals({ workspace }: { workspace: Workspace }) {
  const { data, error, refetch } = useQuery(terminalQueries.list(workspace.id));
  // What was shown stays shown: each pane says itself how its connection stands.
  if (data) return <TerminalDesk workspaceId={workspace.id} list={data} />;
  if (!error) return <TerminalsSkeleton />;
  if (isStopped(error)) return <StoppedView workspace={workspace} />;
  return (
    <Notice>
      <ErrorView title="The terminals could not be listed" error={error} onRetry={() => void refetch()} />
    </Notice>
  );
}

function StoppedView({ workspace }: { workspace: Workspace }) {
  const start = useCommand<{ workspaceId: string }>({ name: "workspace.start", label: "Start workspace" });
  const isStarting = start.isPending || workspace.state === "starting";
  return (
    <Notice>
      <EmptyView
        icon={Power}
        title={isStarting ? "The workspace is starting" : "The workspace does not run"}
        actions={
          <Button
            variant="primary"
            isBusy={isStarting}
            onClick={() => void start.run({ workspaceId: workspace.id })}
          >
            Start workspace
          </Button>
        }
      >
        {workspace.reason ?? "Terminals live in the workspace. This page goes on by itself when it runs."}
      </EmptyView>
    </Notice>
  );
}

const Notice = ({ children }: { children: ReactNode }) => (
  <PageBody className="grid place-items-center">{children}</PageBody>
);
