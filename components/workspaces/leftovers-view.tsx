"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock, PackageCheck, RotateCw, ServerOff, Trash2 } from "lucide-react";
import { runtimeWords } from "#components/projects/project-words.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { formatBytes } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { workspaceQueries } from "#lib/modules/workspaces/queries.ts";
import type { LeftoverList, LeftoverView, RemoveLeftoverInput } from "#lib/modules/workspaces/schema.ts";

const description =
  "Containers, volumes, networks and folders that this installation made and no workspace claims. Nothing here goes by itself.";

/** What runtimes still hold of workspaces that nobody knows any more. It goes only when a person says so. */
export function LeftoversView({ isAdmin }: { isAdmin: boolean }) {
  if (isAdmin) return <Leftovers />;
  return (
    <PageBody>
      <div className="max-w-[960px]">
        <PageHeader title="Leftovers" description={description} />
        <Card>
          <EmptyView icon={Lock} title="Leftovers are up to the administrators">
            They belong to nobody’s project any more.
          </EmptyView>
        </Card>
      </div>
    </PageBody>
  );
}

function Leftovers() {
  const { data, error, isPending, isFetching, refetch } = useQuery(workspaceQueries.leftovers());
  return (
    <PageBody>
      <div className="max-w-[960px]">
        <PageHeader
          title="Leftovers"
          count={data?.items.length}
          description={description}
          actions={
            <Button isBusy={isFetching} onClick={() => void refetch()}>
              {!isFetching && <RotateCw />}
              Look again
            </Button>
          }
        />
        {isPending && (
          <Card>
            <LoadingRows label="Looking for leftovers" rows={3} rowClassName="h-14" />
          </Card>
        )}
        {error && !data && (
          <ErrorView title="Leftovers could not be looked for" error={error} onRetry={() => void refetch()} />
        )}
        {data && <Found list={data} onRemoved={() => void refetch()} />}
      </div>
    </PageBody>
  );
}

function Found({ list: { items, away }, onRemoved }: { list: LeftoverList; onRemoved: () => void }) {
  return (
    <div className="grid gap-4">
      {away.map(({ runtime, reason }) => (
        <p
          key={runtime}
          role="alert"
          className="flex gap-2.5 rounded-lg border border-failure-border bg-failure-soft p-4"
        >
          <ServerOff className="mt-0.5 size-4 flex-none text-failure" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {runtimeWords[runtime]} could not be asked. {reason}
          </span>
        </p>
      ))}
      <Card>
        {items.length === 0 ? (
          <EmptyView icon={PackageCheck} title="Nothing is left over">
            Everything that this installation made belongs to a workspace.
          </EmptyView>
        ) : (
          <ul className="divide-y">
            {items.map((leftover) => (
              <Row
                key={`${leftover.runtime} ${leftover.kind} ${leftover.name}`}
                leftover={leftover}
                onRemoved={onRemoved}
              />
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

function Row({ leftover, onRemoved }: { leftover: LeftoverView; onRemoved: () => void }) {
  const { runtime, kind, name, project, sizeBytes, createdAt } = leftover;
  const remove = useCommand<RemoveLeftoverInput>({
    name: "workspace.remove-leftover",
    label: `Remove the ${kind}`,
    subject: name,
    isAwaited: true,
    onDone: onRemoved,
  });
  return (
    <li className="flex items-center gap-4 px-4 py-3 max-sm:flex-wrap">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badge>{kind}</Badge>
          <code className="min-w-0 [overflow-wrap:anywhere]">{name}</code>
        </p>
        <p className="mt-1 text-muted-foreground text-xs">
          {runtimeWords[runtime]}
          {project !== null && ` · of ${project}`}
          {sizeBytes !== null && ` · ${formatBytes(sizeBytes)}`}
          {createdAt !== null && (
            <>
              {" · made "}
              <RelativeTime at={createdAt} />
            </>
          )}
        </p>
      </div>
      <Button isBusy={remove.isPending} onClick={() => void remove.run({ runtime, kind, name })}>
        <Trash2 />
        Remove…
      </Button>
    </li>
  );
}
