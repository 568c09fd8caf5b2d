"use client";

import { useQuery } from "@tanstack/react-query";
import { MembersCard } from "#components/members/members-card.tsx";
import { BoardCard } from "#components/projects/board-card.tsx";
import { DangerZone } from "#components/projects/danger-zone.tsx";
import { DeliveryCard } from "#components/projects/delivery-card.tsx";
import { GitAccessCard } from "#components/projects/git-access-card.tsx";
import { ProjectForm } from "#components/projects/project-form.tsx";
import { WorkspaceCard } from "#components/projects/workspace-card.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { ProjectSpendingCard } from "#components/spending/project-spending-card.tsx";
import { LabelsCard } from "#components/tasks/labels-card.tsx";
import { TemplatesCard } from "#components/tasks/templates-card.tsx";
import { projectQueries } from "#lib/modules/projects/queries.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

interface ProjectSettingsProps {
  projectId: string;
  /** Who looks. */
  userId: string;
}

export function ProjectSettings({ projectId, userId }: ProjectSettingsProps) {
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
            <MembersCard project={project} userId={userId} mayChange={project.access === "admin"} />
            <BoardCard project={project} />
            <LabelsCard projectId={project.id} mayChange={mayWrite(project)} />
            <TemplatesCard projectId={project.id} mayChange={mayWrite(project)} />
            <DeliveryCard project={project} />
            <ProjectSpendingCard projectId={project.id} mayChange={project.access === "admin"} />
            <WorkspaceCard project={project} />
            <GitAccessCard
              projectId={project.id}
              mayChange={project.access === "admin"}
              url={project.source.url}
            />
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

const mayWrite = ({ access }: ProjectView): boolean => access === "write" || access === "admin";
