"use client";

import { SquareTerminal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useContext } from "react";
import { OpenWorkspaceContext } from "#components/projects/open-workspace.ts";
import { projectHref } from "#components/shell/navigation.ts";
import { Button } from "#components/ui/button.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";

/** Opens a shell where the run's files are, and goes there; each is a terminal of its own. */
export function WorktreeTerminal({ run }: { run: Pick<RunView, "root"> }) {
  const workspace = useContext(OpenWorkspaceContext);
  const router = useRouter();
  const open = useCommand<Record<string, unknown>, { id: string }>({
    name: "terminal.open",
    label: "Open a terminal",
    onDone: (terminal) => {
      if (!workspace || !terminal) return;
      router.push(`${projectHref(workspace.projectId, "terminal")}?terminal=${terminal.id}`);
    },
  });
  if (!workspace?.isWritable || run.root === null) return null;
  return (
    <Button
      size="sm"
      isBusy={open.isPending}
      onClick={() => open.run({ workspaceId: workspace.workspaceId, root: run.root })}
    >
      <SquareTerminal />
      Terminal in the worktree
    </Button>
  );
}
