import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ask, type Product, type Running } from "./product.ts";

const readyMs = 60_000;

const Made = z.object({ project: z.object({ id: z.string() }) });
const Project = z.object({
  status: z.string(),
  statusReason: z.string().nullable(),
  workspace: z.object({ id: z.string() }).nullable(),
});

/** A project with its workspace up; the answer is the workspace's id. */
export async function openWorkspace(...asked: Parameters<typeof openProject>): Promise<string> {
  return (await openProject(...asked)).workspaceId;
}

export async function openProject(
  { key }: Pick<Product, "key">,
  running: Pick<Running, "baseUrl">,
  source: Record<string, unknown>,
  runtime: "local" | "docker" = "local",
): Promise<{ projectId: string; workspaceId: string }> {
  const name = `Bench ${Math.random().toString(36).slice(2, 8)}`;
  const made = Made.parse(await ask(running, key, "POST /api/projects", { name, source, runtime }));
  const deadlineMs = Date.now() + readyMs;
  for (;;) {
    const project = Project.parse(await ask(running, key, `GET /api/projects/${made.project.id}`));
    if (project.status === "running" && project.workspace)
      return { projectId: made.project.id, workspaceId: project.workspace.id };
    if (project.status === "error" || Date.now() > deadlineMs)
      throw new Error(`The workspace is ${project.status}: ${project.statusReason ?? "no reason given"}`);
    await sleep(200);
  }
}
