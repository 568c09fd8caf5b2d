"use client";

import { SquarePen } from "lucide-react";
import Link from "next/link";
import type { FileVersions } from "#components/shared/binary-diff.tsx";
import type { DiffLineSlots } from "#components/shared/diff-line.tsx";
import { DiffView } from "#components/shared/diff-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { readText } from "#lib/client/read-text.ts";
import { shownPath } from "#lib/modules/git/rules.ts";
import type { DiffFile } from "#lib/modules/git/schema.ts";

interface FileDiffViewProps extends Pick<DiffLineSlots, "choice" | "renderHunk"> {
  file: DiffFile;
  layout: "unified" | "split";
  projectId: string;
  /** Where both versions can be had. */
  versions: FileVersions;
  defaultIsOpen?: boolean;
  /** What is shown is past: the file may look different now. */
  isHistory?: boolean;
}

const badges: Partial<Record<DiffFile["status"], string>> = {
  added: "new",
  deleted: "deleted",
  renamed: "renamed",
  copied: "copied",
  type_changed: "type changed",
  conflicted: "in conflict",
};

/** A file of git's difference, in the shared view. */
export function FileDiffView({ file, projectId, isHistory = false, versions, ...props }: FileDiffViewProps) {
  const { after } = versions;
  return (
    <DiffView
      {...props}
      path={shownPath(file.path)}
      oldPath={file.oldPath ? shownPath(file.oldPath) : null}
      badge={badges[file.status]}
      additions={file.additions}
      deletions={file.deletions}
      patch={file.patch}
      isTruncated={file.truncated}
      isBinary={file.binary}
      versions={versions}
      {...(after === null || file.status === "added" ? {} : { readText: () => readText(after) })}
      actions={
        !isHistory &&
        file.status !== "deleted" && (
          <Button asChild variant="ghost" size="xs">
            <Link href={`/projects/${projectId}/files?${new URLSearchParams({ path: file.path })}`}>
              <SquarePen />
              Open
            </Link>
          </Button>
        )
      }
    />
  );
}
