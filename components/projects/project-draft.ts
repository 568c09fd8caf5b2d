import { nameFromUrl } from "#lib/modules/projects/rules.ts";
import type { ProjectSource, ProjectType } from "#lib/modules/projects/schema.ts";
import type { RuntimeKind } from "#lib/modules/workspaces/schema.ts";

export type SourceType = ProjectSource["type"];

/** What the form for a new project holds while it is filled in. */
export interface ProjectDraft {
  source: SourceType;
  url: string;
  path: string;
  branch: string;
  /** Null: as proposed from the source. */
  name: string | null;
  type: ProjectType;
  /** Null: the best there is. */
  runtime: RuntimeKind | null;
  image: string;
  cpus: string;
  memory: string;
  processesMax: string;
}

export const emptyDraft = (source: SourceType): ProjectDraft => ({
  source,
  url: "",
  path: "",
  branch: "",
  name: null,
  type: "other",
  runtime: null,
  image: "",
  cpus: "",
  memory: "",
  processesMax: "",
});

export function proposedName({ source, url, path }: ProjectDraft): string {
  if (source === "git") return nameFromUrl(url);
  return source === "folder" ? nameFromUrl(path) : "";
}

export function sourceOf({ source, url, path, branch }: ProjectDraft): ProjectSource {
  if (source === "folder") return { type: "folder", path };
  if (source === "empty") return { type: "empty" };
  return { type: "git", url, ...(branch.trim() === "" ? {} : { branch }) };
}
