import { access, constants } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { unavailable } from "../errors.ts";
import type { AgentContext } from "./agent-state.ts";

/** The configured binary, else the one of the package `opencode-ai` beside this program, else the one on the PATH. */
export async function findOpenCode(context: AgentContext): Promise<string> {
  const { opencodePath } = context.config;
  const candidates = opencodePath === undefined ? [...besideThisProgram(), ...onThePath()] : [opencodePath];
  for (const path of candidates) if (await isExecutable(path)) return path;
  throw unavailable(
    opencodePath === undefined
      ? "OpenCode is not installed in this workspace."
      : `There is no program at ${opencodePath} (opencodePath).`,
  );
}

function besideThisProgram(): string[] {
  const paths: string[] = [];
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    paths.push(join(folder, "node_modules", ".bin", "opencode"));
    if (dirname(folder) === folder) return paths;
  }
}

function onThePath(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, "opencode"));
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
