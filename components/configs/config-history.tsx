"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { VersionDiff } from "#components/configs/version-diff.tsx";
import { VersionRow } from "#components/configs/version-row.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { configQueries } from "#lib/modules/configs/queries.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Every version: who wrote it and why, what it changed, how its runs ended and what they cost, and the way back to it. */
export function ConfigHistory({ project }: { project: ProjectView }) {
  const list = useInfiniteQuery(configQueries.versions(project.id));
  const [compared, setCompared] = useState<number | null>(null);
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
          None yet. The first change makes version 1, and each later one can be gone back to.
        </CardBody>
      ) : (
        <ol className="divide-y">
          {versions.map((version) => (
            <VersionRow
              key={version.version}
              project={project}
              version={version}
              onCompare={versions.length > 1 ? () => setCompared(version.version) : undefined}
            />
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
      {compared !== null && (
        <VersionDiff versions={versions} newer={compared} onClose={() => setCompared(null)} />
      )}
    </Card>
  );
}
