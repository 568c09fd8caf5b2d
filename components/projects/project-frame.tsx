"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { QuickOpen } from "#components/files/quick-open.tsx";
import { CreationView } from "#components/projects/creation-view.tsx";
import { OpenWorkspaceContext, openWorkspaceOf } from "#components/projects/open-workspace.ts";
import { StoppedBanner, StoppedView } from "#components/projects/stopped-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { PageBody } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { RequestError } from "#lib/client/request-error.ts";
import { projectQueries } from "#lib/modules/projects/queries.ts";

/** Pages that show what is inside the workspace, and so need it to run. */
const insidePages = new Set(["files", "terminal", "git"]);

/** Around every page of a project: its creation until it is up, its state while it does not run, else the page. */
export function ProjectFrame({ projectId, children }: { projectId: string; children: ReactNode }) {
  const page = usePathname().split("/")[3];
  const { data: known, error, refetch } = useQuery(projectQueries.one(projectId));
  // One that was deleted, or that one may not see any more, does not stay on the screen.
  const project = error instanceof RequestError && error.type === "NOT_FOUND" ? undefined : known;
  if (!project) {
    return (
      <PageBody>
        <h1 className="sr-only">Project</h1>
        {error ? (
          <ErrorView
            title="The project could not be read"
            error={error}
            onRetry={() => void refetch()}
            actions={
              <Button variant="ghost" asChild>
                <Link href="/projects">All projects</Link>
              </Button>
            }
          />
        ) : (
          <LoadingText label="Loading the project" className="max-w-[640px]" />
        )}
      </PageBody>
    );
  }
  const { workspace } = project;
  if (!workspace || project.creation) return <CreationView project={project} />;
  const open = openWorkspaceOf(project);
  if (page !== undefined && insidePages.has(page) && open === null)
    return <StoppedView key={workspace.id} project={project} />;
  return (
    <OpenWorkspaceContext value={open}>
      {page === "board" && open === null && <StoppedBanner project={project} />}
      {open && <QuickOpen projectId={projectId} workspaceId={open.workspaceId} />}
      {children}
    </OpenWorkspaceContext>
  );
}
