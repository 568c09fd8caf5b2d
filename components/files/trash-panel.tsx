"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArchiveRestore, ArrowLeft, Trash2 } from "lucide-react";
import { FileIcon } from "#components/files/file-icon.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatBytes } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { fileQueries } from "#lib/modules/files/queries.ts";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";

interface TrashPanelProps {
  workspaceId: string;
  isWritable: boolean;
  onClose: () => void;
}

/** What was deleted in the workspace: it can come back, or go for good. */
export function TrashPanel({ workspaceId, isWritable, onClose }: TrashPanelProps) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ ...fileQueries.trash(workspaceId), refetchOnMount: "always" });
  const onDone = () => void client.invalidateQueries({ queryKey: fileQueries.trash(workspaceId).queryKey });
  const { run: restore } = useCommand<object>({ name: "files.restore", label: "Restore", onDone });
  const { run: empty } = useCommand<object>({
    name: "files.empty-trash",
    label: "Delete for good",
    onDone,
    isAwaited: true,
  });
  const items = data?.items ?? [];
  return (
    <section aria-label="Trash" className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-9 flex-none items-center gap-1 border-b pr-1.5 pl-1.5 font-medium text-xs max-md:h-11">
        <Button variant="ghost" size="icon-xs" aria-label="Back to the files" onClick={onClose}>
          <ArrowLeft />
        </Button>
        <h2 className="mr-auto">
          Trash
          {data && data.sizeBytes !== null && items.length > 0 && (
            <span className="ml-2 font-normal text-muted-foreground">{formatBytes(data.sizeBytes)}</span>
          )}
        </h2>
        {isWritable && items.length > 0 && (
          <Button size="xs" variant="ghost" onClick={() => void empty({ workspaceId })}>
            Empty
          </Button>
        )}
      </header>
      {error ? (
        <ErrorView
          title="The trash could not be read"
          error={error}
          onRetry={() => void refetch()}
          className="m-3"
        />
      ) : !data ? (
        <LoadingText label="Loading the trash" lines={6} className="gap-3.5 p-4" />
      ) : items.length === 0 ? (
        <EmptyView icon={Trash2} title="The trash is empty">
          What is deleted in the files waits here until you bring it back or delete it for good.
        </EmptyView>
      ) : (
        <ul className="min-h-0 flex-1 overflow-y-auto px-1.5 py-1.5">
          {items.map(({ trashId, path, type, sizeBytes, deletedAt }) => (
            <li
              key={trashId}
              className="flex items-center gap-1.5 rounded-sm py-1 pr-1 pl-2.5 hover:bg-accent"
            >
              <FileIcon name={nameOf(path)} type={type} className="flex-none" />
              <div className="min-w-0 flex-1">
                <p className="truncate" title={path}>
                  {nameOf(path)}
                  <span className="ml-1.5 text-subtle-foreground text-xs">{parentOf(path)}</span>
                </p>
                <p className="text-muted-foreground text-xs">
                  <RelativeTime at={deletedAt} />
                  {sizeBytes !== null && ` · ${formatBytes(sizeBytes)}`}
                </p>
              </div>
              {isWritable && (
                <>
                  <Button
                    variant="ghost"
                    size="icon-xs"
                    aria-label={`Restore ${nameOf(path)}`}
                    title="Restore"
                    onClick={() => void restore({ workspaceId, trashId })}
                  >
                    <ArchiveRestore />
                  </Button>
                  <Button
                    variant="ghost"
                    size="icon-xs"
                    aria-label={`Delete ${nameOf(path)} for good`}
                    title="Delete for good"
                    onClick={() => void empty({ workspaceId, trashId })}
                  >
                    <Trash2 />
                  </Button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
