"use client";

import { FilePen } from "lucide-react";
import Link from "next/link";
import { useContext } from "react";
import { OpenWorkspaceContext } from "#components/projects/open-workspace.ts";
import type { ChangesState } from "#components/runs/use-changes-view.ts";
import { projectHref } from "#components/shell/navigation.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { shownPath } from "#lib/modules/git/rules.ts";
import type { DiffFile } from "#lib/modules/git/schema.ts";

/** Whether a file was seen as it stands, and a way into the editor while the run has its worktree. */
export function FileActions({ file, state }: { file: DiffFile; state: ChangesState }) {
  const workspace = useContext(OpenWorkspaceContext);
  const { root } = state.run;
  const view = state.viewStateOf(file.path);
  return (
    <>
      {view === "changed" && <Badge>Changed since viewed</Badge>}
      {workspace && root !== null && file.status !== "deleted" && (
        <Button asChild variant="ghost" size="xs" className="max-md:h-9">
          <Link
            aria-label={`Open ${shownPath(file.path)} in the editor`}
            href={`${projectHref(workspace.projectId, "files")}?${new URLSearchParams({ root, path: file.path })}`}
          >
            <FilePen />
            Open
          </Link>
        </Button>
      )}
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox within it is its control */}
      <label
        title={state.mayReview ? undefined : "You have read access here"}
        className="flex h-8 cursor-pointer items-center gap-1.5 whitespace-nowrap text-xs has-disabled:cursor-default"
      >
        <Checkbox
          checked={view === "seen"}
          disabled={!state.mayReview}
          onCheckedChange={(isChecked) => state.setViewed(file.path, isChecked === true)}
        />
        Viewed
      </label>
    </>
  );
}
