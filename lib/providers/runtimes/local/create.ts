import { realpath } from "node:fs/promises";
import { invalid } from "#lib/kernel/errors.ts";
import { WorkspacedConfig } from "#workspaced/config.ts";
import type { WorkspaceSource, WorkspaceSpec } from "../port.ts";
import { requireNoEngine } from "./beside-engine.ts";
import { checkFolderSource } from "./check-folder.ts";
import type { LocalContext } from "./context.ts";
import { localError } from "./failures.ts";
import { isPresent, type WorkspaceFolders } from "./folders.ts";
import { makeFolder, openFolder } from "./hand-over.ts";
import { openWay, requireUse } from "./reach.ts";
import { readConfig, readSpec, type StoredSpec, writeJson } from "./records.ts";
import { ensureWorkspaceUser, ownerOfFolder, type WorkspaceUser } from "./workspace-user.ts";

/** Lays the folders and, last, the configuration: while that exists, the workspace does. */
export async function createWorkspace(
  context: LocalContext,
  folders: WorkspaceFolders,
  spec: WorkspaceSpec,
): Promise<void> {
  const present = (await isPresent(folders)) ? await readConfig(folders) : null;
  if (present !== null) {
    const stored = await readSpec(folders);
    const isSame = stored !== null && (await isSameSource(stored.source, spec.source));
    if (isSame && present.token === spec.token.reveal()) return;
    throw localError("This workspace exists already, with another source or token.");
  }
  const source = await checkSource(spec.source, context.home);
  const { workspaceId, projectId, slug } = spec;
  const config = toConfig(context, folders, source, spec);
  const user = await userOf(context, source);
  await openWay(context, user);
  if (source.type === "folder") await requireUse(user, source.path);
  await makeFolder(folders.folder, undefined);
  await openFolder(folders, user);
  for (const path of [folders.worktrees, folders.state]) await makeFolder(path, user);
  if (source.type !== "folder") await makeFolder(folders.files, user);
  await writeJson(folders.specPath, { workspaceId, projectId, slug, source } satisfies StoredSpec);
  await writeJson(folders.configPath, config);
}

/** Who runs what is in a workspace; undefined: the server's own user. */
export async function userOf(
  context: LocalContext,
  source: WorkspaceSource,
): Promise<WorkspaceUser | undefined> {
  const { workspaceUser } = context;
  const user = await (source.type === "folder"
    ? ownerOfFolder(source.path, workspaceUser)
    : ensureWorkspaceUser(workspaceUser));
  await requireNoEngine(context, user);
  return user;
}

async function checkSource(source: WorkspaceSource, home: string): Promise<WorkspaceSource> {
  if (source.type !== "folder") return { type: source.type };
  return { type: "folder", path: await checkFolderSource(source.path, home) };
}

/** A folder that vanished is compared by name. */
async function isSameSource(stored: WorkspaceSource, asked: WorkspaceSource): Promise<boolean> {
  if (stored.type !== "folder" || asked.type !== "folder") return stored.type === asked.type;
  return stored.path === (await realpath(asked.path).catch(() => asked.path));
}

function toConfig(
  { nodePath, opencodePath }: LocalContext,
  folders: WorkspaceFolders,
  source: WorkspaceSource,
  { slug, token }: Pick<WorkspaceSpec, "slug" | "token">,
): WorkspacedConfig {
  const parsed = WorkspacedConfig.safeParse({
    name: slug,
    token: token.reveal(),
    host: "127.0.0.1",
    port: 0,
    roots: { workspace: source.type === "folder" ? source.path : folders.files },
    worktreesDir: folders.worktrees,
    stateDir: folders.state,
    nodePath,
    opencodePath,
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(issue?.path.join(".") || "spec", issue?.message ?? "is not valid");
}
