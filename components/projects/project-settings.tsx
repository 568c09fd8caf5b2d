"use client";

import { useQuery } from "@tanstack/react-query";
import { AgentSettings } from "#components/configs/agent-settings.tsx";
import { DangerZone } from "#components/projects/danger-zone.tsx";
import { ProjectForm } from "#components/projects/project-form.tsx";
import { runtimeWords, sourceWords } from "#components/projects/project-words.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { projectQueries } from "#lib/modules/projects/queries.ts";

export function ProjectSettings({ projectId }: { projectId: string }) {
  const { data: project, error, refetch } = useQuery(projectQueries.one(projectId));
  return (
    <PageBody>
      <div className="mx-auto grid max-w-[720px] gap-4">
        <PageHeader
          title="Project settings"
          description={
            project && project.access !== "admin"
              ? "You can read these. An admin of the project changes them."
              : undefined
          }
          className="mb-0"
        />
        {project ? (
          <>
            <ProjectForm key={project.id} project={project} />
            <AgentSettings project={project} />
            <Card>
              <CardHeader>
                <CardTitle>Where it lives</CardTitle>
              </CardHeader>
              <CardBody>
                <dl className="grid grid-cols-[120px_minmax(0,1fr)] gap-y-2 [overflow-wrap:anywhere]">
                  <dt className="text-muted-foreground">Source</dt>
                  <dd>{sourceWords(project.source)}</dd>
                  <dt className="text-muted-foreground">Runtime</dt>
                  <dd>{runtimeWords[project.runtime]}</dd>
                  <dt className="text-muted-foreground">Default branch</dt>
                  <dd>{project.defaultBranch ?? "None yet"}</dd>
                  <dt className="text-muted-foreground">Short name</dt>
                  <dd>{project.slug}</dd>
                </dl>
              </CardBody>
            </Card>
            <DangerZone project={project} />
          </>
        ) : error ? (
          <ErrorView title="The project could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <LoadingText label="Loading the project" />
        )}
      </div>
    </PageBody>
  );
}
