"use client";

import { useQuery } from "@tanstack/react-query";
import { AgentForm } from "#components/configs/agent-form.tsx";
import { ConfigHistory } from "#components/configs/config-history.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { configQueries } from "#lib/modules/configs/queries.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** How agents work in a project: what new runs are told, and every version of it. */
export function AgentSettings({ project }: { project: ProjectView }) {
  const { data: config, error, refetch } = useQuery(configQueries.inForce(project.id));
  return (
    <>
      <Card aria-labelledby="agents">
        <CardHeader>
          <CardTitle id="agents">Agents</CardTitle>
          {config && (
            <span className="ml-auto truncate text-muted-foreground text-xs">
              {config.version === 0 ? (
                "As it comes, never changed"
              ) : (
                <>
                  Version {config.version}
                  {config.createdAt && (
                    <>
                      , written <RelativeTime at={config.createdAt} />
                    </>
                  )}
                </>
              )}
            </span>
          )}
        </CardHeader>
        <CardBody>
          {config ? (
            <AgentForm key={project.id} project={project} config={config} />
          ) : error ? (
            <ErrorView
              title="How agents work here could not be read"
              error={error}
              onRetry={() => void refetch()}
            />
          ) : (
            <LoadingText label="Loading how agents work here" lines={9} />
          )}
        </CardBody>
      </Card>
      <ConfigHistory project={project} />
    </>
  );
}
