"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { changeWords } from "#components/configs/config-words.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { configQueries } from "#lib/modules/configs/queries.ts";
import type { ConfigVersion } from "#lib/modules/configs/schema.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Every version of how agents work: who wrote it, when, what it changed, and the way back to it. */
export function ConfigHistory({ project }: { project: ProjectView }) {
  const list = useInfiniteQuery(configQueries.versions(project.id));
  const versions = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card aria-labelledby="agent-versions">
      <CardHeader>
        <CardTitle id="agent-versions">Agent versions</CardTitle>
      </CardHeader>
      {list.isPending ? (
        <LoadingRows label="Loading the versions" rows={3} />
      ) : list.isError && versions.length === 0 ? (
        <CardBody>
          <ErrorView
            title="The versions could not be listed"
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        </CardBody>
      ) : versions.length === 0 ? (
        <CardBody className="text-muted-foreground">
          None yet. The first change above makes version 1, and each later one can be gone back to.
        </CardBody>
      ) : (
        <ol className="divide-y">
          {versions.map((version) => (
            <VersionRow key={version.version} project={project} version={version} />
          ))}
        </ol>
      )}
      {list.hasNextPage && (
        <div className="grid place-items-center border-t p-2">
          <Button
            variant="ghost"
            size="sm"
            isBusy={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show older versions
          </Button>
        </div>
      )}
    </Card>
  );
}

function VersionRow({ project, version }: { project: ProjectView; version: ConfigVersion }) {
  const activate = useCommand<{ projectId: string; version: number }>({
    name: "config.activate",
    label: "Activate",
  });
  const { version: number, isActive, createdBy, createdAt, changed } = version;
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">Version {number}</span>
          {isActive && <Badge variant="good">In force</Badge>}
          <span className="text-muted-foreground text-xs">
            {createdBy?.name ?? "Somebody who is gone"}
            {createdAt && (
              <>
                , <RelativeTime at={createdAt} />
              </>
            )}
          </span>
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-muted-foreground text-xs">
          {changed.map((field) => {
            const { label, value } = changeWords(field, version);
            return (
              <span key={field} className="min-w-0 max-w-full truncate">
                {label} <span className="text-foreground">{value}</span>
              </span>
            );
          })}
          {changed.length === 0 && "The same as the version before"}
        </p>
      </div>
      {!isActive && project.access === "admin" && (
        <Button
          size="sm"
          aria-label={`Activate version ${number}`}
          isBusy={activate.isPending}
          onClick={() => void activate.run({ projectId: project.id, version: number })}
        >
          Activate
        </Button>
      )}
    </li>
  );
}
