"use client";

import { useQuery } from "@tanstack/react-query";
import { AgentForm } from "#components/configs/agent-form.tsx";
import { ConfigHistory } from "#components/configs/config-history.tsx";
import { RulesCard } from "#components/permission-rules/rules-card.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { configQueries } from "#lib/modules/configs/queries.ts";
import type { ConfigView } from "#lib/modules/configs/schema.ts";
import { projectQueries } from "#lib/modules/projects/queries.ts";

/** How agents work in a project: what new runs are told and given, and every version of it. */
export function AgentsPage({ projectId }: { projectId: string }) {
  const project = useQuery(projectQueries.one(projectId));
  const config = useQuery(configQueries.inForce(projectId));
  const error = project.error ?? config.error;
  const retry = () => void Promise.all([project.refetch(), config.refetch()]);
  const mayChange = project.data?.access === "admin";
  return (
    <PageBody>
      <div className="mx-auto grid max-w-[1180px] grid-cols-[minmax(0,1fr)] gap-4">
        <PageHeader
          title="Agents"
          className="mb-0"
          description={
            config.data && (
              <>
                {standing(config.data)}
                {project.data && !mayChange && " You can read this. An admin of the project changes it."}
              </>
            )
          }
        />
        {project.data && config.data ? (
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,440px)]">
            <AgentForm key={projectId} project={project.data} config={config.data} />
            <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
              <ConfigHistory project={project.data} />
              <RulesCard projectId={projectId} mayChange={project.data.access !== "read"} />
            </div>
          </div>
        ) : error ? (
          <ErrorView title="How agents work here could not be read" error={error} onRetry={retry} />
        ) : (
          <LoadingText label="Loading how agents work here" lines={9} />
        )}
      </div>
    </PageBody>
  );
}

const standing = ({ version, createdAt }: ConfigView) =>
  version === 0 ? (
    "As it comes, never changed. What you save here holds for runs to come."
  ) : (
    <>
      Version {version} is in force
      {createdAt && (
        <>
          , written <RelativeTime at={createdAt} />
        </>
      )}
      . Runs under way keep the version they began with.
    </>
  );
