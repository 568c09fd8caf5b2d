import { GitBranch } from "lucide-react";
import Link from "next/link";
import { projectHref } from "#components/shell/navigation.ts";

/** Says that the files are those of a task's run, and leads to the task and back to the workspace's own. */
export const WorktreeBar = ({ projectId, number }: { projectId: string; number: number }) => (
  <p className="flex min-h-9 flex-none flex-wrap items-center gap-x-4 border-b bg-muted/50 px-4 text-xs">
    <span className="flex items-center gap-1.5">
      <GitBranch className="size-3.5 flex-none text-muted-foreground" />
      <span>
        Worktree of{" "}
        <Link
          className="font-medium underline underline-offset-4 max-md:py-3"
          href={`${projectHref(projectId, "board")}/${number}`}
        >
          #{number}
        </Link>
      </span>
    </span>
    <Link
      className="text-muted-foreground underline underline-offset-4 max-md:py-3"
      href={projectHref(projectId, "files")}
    >
      Files of the workspace
    </Link>
  </p>
);
