"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDiff } from "lucide-react";
import Link from "next/link";
import { LineCounts } from "#components/shared/diff-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { runQueries } from "#lib/modules/runs/queries.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

const shownMax = 200;

/** Which files the run has changed so far, with their lines; follows the agent as it edits. */
export function RunFiles({ task, runId }: { task: TaskView; runId: string }) {
  const changes = useQuery(runQueries.changes(task, runId, { since: "start", ignoresSpace: false }));
  // A workspace that stands still tells nothing; the Changes tab says so, and why.
  if (!changes.data || changes.data.totals.files === 0) return null;
  const { totals, files } = changes.data;
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="xs">
          <FileDiff />
          {totals.files === 1 ? "1 file" : `${totals.files} files`}
          <LineCounts additions={totals.additions} deletions={totals.deletions} />
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Files that changed" className="w-96 max-w-[calc(100vw-2rem)] p-1.5">
        <ul aria-label="Files that changed" className="max-h-[50vh] overflow-auto">
          {files.slice(0, shownMax).map(({ path, additions, deletions }) => (
            <li key={path} className="flex min-h-7 items-center gap-2 px-2">
              {/* The end of a path tells more than its beginning. */}
              <code className="min-w-0 flex-1 truncate text-left text-xs [direction:rtl]" title={path}>
                <bdi>{path}</bdi>
              </code>
              <LineCounts additions={additions} deletions={deletions} />
            </li>
          ))}
        </ul>
        <p className="flex items-center gap-2 border-t px-2 pt-1.5 text-muted-foreground text-xs">
          {files.length > shownMax && `and ${files.length - shownMax} more`}
          <Button asChild size="xs" className="ml-auto">
            <Link href={`/projects/${task.projectId}/board/${task.number}?tab=changes`}>
              Read the changes
            </Link>
          </Button>
        </p>
      </PopoverContent>
    </Popover>
  );
}
