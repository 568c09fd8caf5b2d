"use client";

import { toast } from "sonner";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { PulledBranch, PushedBranch } from "#lib/modules/git/schema.ts";
import { gitDeadlines } from "#workspaced/protocol/git-deadlines.ts";

export interface Sync {
  isPulling: boolean;
  isPushing: boolean;
  pull: (rebase?: boolean) => void;
  push: (branch: string) => void;
}

/** Longer than a push or pull may take, and waits for its turn: how it ends is told here. */
const waitMs = gitDeadlines.change.jobMs + 60_000;

/** Brings the branch and its upstream together, and offers the way on where one of them refuses. */
export function useSync(workspaceId: string, branch: string | null): Sync {
  const push = useCommand<object, PushedBranch>({
    name: "git.push",
    label: "Push",
    subject: branch ?? undefined,
    isAwaited: true,
    waitMs,
    errors: "inline",
    onDone: (result) => {
      if (!result) tellGoingOn("push");
      else toast.success(result.already ? "The origin has it all already" : `Pushed ${branch ?? ""}`);
    },
  });
  const pull = useCommand<object, PulledBranch>({
    name: "git.pull",
    label: "Pull",
    isAwaited: true,
    waitMs,
    errors: "inline",
    onDone: (result) => (result ? tellPulled(result) : tellGoingOn("pull")),
  });
  const runPull = async (rebase = false) => {
    const answer = await pull.run({ workspaceId, rebase });
    if (answer.outcome !== "error") return;
    const action =
      answer.error.details.reason === "diverged"
        ? { label: "Pull with rebase", onClick: () => void runPull(true) }
        : undefined;
    toast.error("Pull failed", { description: answer.error.message, duration: 15_000, action });
  };
  const runPush = async (name: string) => {
    const answer = await push.run({ workspaceId, branch: name });
    if (answer.outcome !== "error") return;
    const action =
      answer.error.details.reason === "non_fast_forward"
        ? { label: "Pull", onClick: () => void runPull() }
        : undefined;
    toast.error("Push failed", { description: answer.error.message, duration: 15_000, action });
  };
  return {
    isPulling: pull.isPending,
    isPushing: push.isPending,
    pull: (rebase) => void runPull(rebase),
    push: (name) => void runPush(name),
  };
}

function tellPulled(result: PulledBranch): void {
  if (result.state === "conflict") {
    toast(`The rebase stopped: ${countOf(result.files.length, "file")} in conflict`, {
      description: "Settle them, then continue; or give the rebase up.",
    });
  } else if (result.already) toast.success("Nothing new at the origin");
  else {
    const { total, files, commits } = result.received;
    const subjects = commits.slice(0, 3).map(({ subject }) => subject);
    const more = total > subjects.length ? `, and ${total - subjects.length} more` : "";
    toast.success(`Pulled ${countOf(total, "commit")}, ${countOf(files, "file")} changed`, {
      description: `${subjects.join(", ")}${more}`,
    });
  }
}

const tellGoingOn = (what: "push" | "pull") =>
  toast(`The ${what} goes on`, { description: "Operations shows how far it is and how it ends." });
