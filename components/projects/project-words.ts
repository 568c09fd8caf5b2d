import type { Status } from "#components/shared/status-dot.tsx";
import type { ProjectType, ProjectView } from "#lib/modules/projects/schema.ts";
import type { RuntimeKind, WorkspaceState } from "#lib/modules/workspaces/schema.ts";

export const typeWords: Record<ProjectType, string> = {
  nextjs: "Next.js",
  remix: "Remix",
  nodejs: "Node.js",
  static: "Static",
  other: "Other",
};

export const runtimeWords: Record<RuntimeKind, string> = {
  local: "This machine",
  docker: "Docker",
  podman: "Podman",
  kubernetes: "Kubernetes",
  coolify: "Coolify",
};

const workspaceWords: Record<WorkspaceState, { status: Status; word: string }> = {
  creating: { status: "running", word: "Being created" },
  starting: { status: "running", word: "Starting" },
  running: { status: "healthy", word: "Running" },
  stopping: { status: "running", word: "Stopping" },
  stopped: { status: "stopped", word: "Stopped" },
  failed: { status: "failed", word: "Failed" },
  unreachable: { status: "failed", word: "Does not answer" },
  removing: { status: "running", word: "Being removed" },
  removed: { status: "failed", word: "Not created" },
};

/** The state of a project's workspace as the cards say it. */
export function wordOfWorkspace({
  workspace,
  status,
  creation,
}: Pick<ProjectView, "workspace" | "status" | "creation">) {
  if (workspace?.isGone) return { status: "failed" as const, word: "Gone" };
  // One that came up once and was removed since then.
  if (workspace?.state === "removed" && !creation) return { status: "stopped" as const, word: "Removed" };
  if (status === "error" && workspace?.state === "creating") return workspaceWords.removed;
  return workspace ? workspaceWords[workspace.state] : { status: "unknown" as const, word: "Unknown" };
}

/** Where its files come from, in a few words. */
export function sourceWords({ type, url, path }: ProjectView["source"]): string {
  if (type === "git") return url ?? "a Git repository";
  if (type === "folder") return path ?? "a folder";
  return "nothing, an empty repository";
}
