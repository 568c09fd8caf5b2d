/** What a row may say in one word, each list once: tables and doors take the same. */

export const projectTypes = ["nextjs", "remix", "nodejs", "static", "other"] as const;
export const projectStatuses = ["creating", "running", "stopped", "error", "archived"] as const;
export const runtimeKinds = ["local", "docker", "podman", "kubernetes", "coolify"] as const;
/** Why a workspace was stopped: by somebody's word, or because nothing happened in it for long. */
export const stopCauses = ["asked", "idle"] as const;

/** How a project's private repositories are reached. */
export const gitCredentialKinds = ["token", "ssh_key"] as const;

/** In the order of the board's columns. */
export const taskStatuses = ["todo", "in_progress", "ai_review", "human_review", "done"] as const;
/** The most pressing first; a card without one has none. */
export const taskPriorities = ["urgent", "high", "medium", "low"] as const;
/** Of labels, by the names of the palette. */
export const labelColors = ["grey", "teal", "blue", "violet", "plum", "ochre", "olive"] as const;
export const taskResolutions = ["merged", "pull_request", "dropped"] as const;

export const runStates = [
  "queued",
  "starting",
  "running",
  "waiting",
  "reviewing",
  "finished",
  "interrupted",
  "failed",
  "aborted",
] as const;
/** Somebody works on it, or it waits for its place or an answer. */
export const liveRunStates: readonly (typeof runStates)[number][] = [
  "queued",
  "starting",
  "running",
  "waiting",
  "reviewing",
];
/** What the agent of a task is called wherever it asks for something. */
export const agentName = (taskNumber: number): string => `Agent of #${taskNumber}`;
export const runEventKinds = ["text", "tool", "permission", "question", "status", "review", "done"] as const;
/** What a run stands still for that nobody asked it to. */
export const runPauses = ["budget"] as const;
/** Something said to an agent while it works: told when its turn ends, or at once, in the place of the turn. */
export const messageModes = ["queue", "interrupt"] as const;
export const messageStates = ["waiting", "sent", "withdrawn"] as const;

/** How approved work gets into the default branch. */
export const mergeModes = ["merge", "squash", "rebase"] as const;
export const deliveryModes = ["merge", "pull_request"] as const;
export const commentStates = ["draft", "sent"] as const;

export const interactionKinds = ["prompt", "feedback", "permission", "question", "review"] as const;
export const askStates = ["open", "answered", "expired", "settled"] as const;

export const providerNames = ["anthropic", "openai", "openrouter", "google", "custom"] as const;
