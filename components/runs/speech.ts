import { countOf } from "#lib/client/format.ts";
import { whenTold } from "#lib/client/message-words.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** What becomes of words that are typed in a task; `none`: they wait until somebody can be told. */
export interface Speech {
  verb: "tell" | "continue" | "send-back" | "none";
  label: string;
  placeholder: string;
  hint: string;
}

type Spoken = Pick<TaskView, "status" | "verbs" | "isApproving" | "isRemoving"> & {
  currentRun: Pick<RunView, "state"> | null;
};

/** How the task's agent may be spoken to as the task stands; `comments` are those that go with what is sent back. */
export function speechOf(task: Spoken, comments: number): Speech {
  const { verbs, status, currentRun: run } = task;
  if (verbs.includes("run.feedback")) {
    return {
      verb: "send-back",
      label: "What should change",
      placeholder: "What should the agent change?",
      hint:
        comments === 0
          ? "Comments on lines in Changes go with it."
          : `${countOf(comments, "comment")} ${comments === 1 ? "goes" : "go"} with it.`,
    };
  }
  if (run && isLive(run.state)) {
    return {
      verb: "tell",
      label: "Message to the agent",
      placeholder: run.state === "waiting" ? "Or tell the agent something else" : "Tell the agent something",
      hint: `${whenTold(run.state, "queue")}.`,
    };
  }
  if (verbs.includes("run.continue") && status !== "ai_review") {
    return {
      verb: "continue",
      label: "Continue with",
      placeholder: "Continue with other words",
      hint: "The agent goes on in the same worktree and session.",
    };
  }
  return { verb: "none", label: "Not sent yet", placeholder: "", hint: `${whyNot(task)} This stays here.` };
}

function whyNot({ status, verbs, isApproving, isRemoving }: Spoken): string {
  if (isApproving) return "The work is being merged, and nobody can be told now.";
  if (isRemoving) return "The work is being removed, and nobody can be told now.";
  if (verbs.includes("run.keep")) return "Keep one of the results first.";
  if (status === "done") return "The task is done, and nobody works on it any more.";
  if (status === "ai_review") return "The review has to go on first; then this can be sent back.";
  if (status === "todo") return "Nobody works on this. Run the task, and the agent can be told.";
  return "Nobody can be told now.";
}
