import type { WorkspacedConfig } from "#workspaced/config.ts";
import type { WorkspaceSpec } from "../port.ts";

/** Where things lie in every workspace container; the images are built to the same. */

export const volumePath = "/workspace";
export const homePath = "/workspace/.home";
export const programFolder = "/opt/lockkeeper";
export const entrypointPath = "/opt/lockkeeper/entrypoint.sh";
export const nodePath = "/opt/lockkeeper/node/bin/node";
export const statePath = "/workspace/.lockkeeper/state";
export const configName = "config.json";
export const programName = "workspaced.mjs";
export const workspacedPort = 3001;
/** The user `work` and its group. */
export const workId = 1000;

export const rootPath = (slug: string): string => `${volumePath}/${slug}`;

/** What workspaced is started with. Its token is in no variable, label or argument: those the engine shows to all. */
export const configOf = (spec: Pick<WorkspaceSpec, "token" | "slug">) =>
  ({
    token: spec.token.reveal(),
    host: "0.0.0.0",
    port: workspacedPort,
    roots: { workspace: rootPath(spec.slug) },
    worktreesDir: `${volumePath}/.lockkeeper/worktrees`,
    stateDir: statePath,
    terminals: "auto",
  }) satisfies WorkspacedConfig;
