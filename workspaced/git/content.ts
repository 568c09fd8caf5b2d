import { isUtf8 } from "node:buffer";
import { notFound, RequestError } from "../errors.ts";
import { shownType } from "../files/describe-file.ts";
import type { GitContentQuery } from "../protocol/git-changes.ts";
import { stagesOf } from "./conflicts.ts";
import { gitFailure } from "./failure.ts";
import { type GitContext, git, runGit } from "./run-git.ts";

const bytesMax = 32 * 1024 * 1024;
const stageOf: Record<string, string> = { base: "1", ours: "2", theirs: "3" };

export interface VersionContent {
  bytes: Buffer;
  kind: "text" | "binary";
  contentType: string;
}

/** A file as it is in the index, on a side of its conflict, or in a commit. */
export async function readVersion(
  context: GitContext,
  cwd: string,
  { path, version }: Pick<GitContentQuery, "path" | "version">,
): Promise<VersionContent> {
  const blob = await findBlob(context, cwd, path, version);
  if (blob === null) throw notFound(`file as ${path} in this version`);
  const size = Number(await git(context, cwd, ["cat-file", "-s", blob]));
  if (size > bytesMax) {
    throw new RequestError("PAYLOAD_TOO_LARGE", "This version of the file is too large to be shown.", {
      sizeBytes: size,
    });
  }
  const result = await runGit(context, cwd, ["cat-file", "blob", blob], { outputBytesMax: bytesMax });
  if (result.code !== 0) throw gitFailure(result);
  const bytes = result.stdoutBytes;
  const isText = !bytes.includes(0) && isUtf8(bytes);
  return isText
    ? { bytes, kind: "text", contentType: "text/plain; charset=utf-8" }
    : { bytes, kind: "binary", contentType: shownType(path) };
}

async function findBlob(
  context: GitContext,
  cwd: string,
  path: string,
  version: string,
): Promise<string | null> {
  const stage = stageOf[version];
  if (stage !== undefined) return (await stagesOf(context, cwd)).get(path)?.get(stage)?.sha ?? null;
  // With its stage said: of `:1:README` git would take the 1 for one.
  const revision = version === "index" ? ":0" : version;
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}:${path}`];
  const result = await runGit(context, cwd, args);
  return result.code === 0 ? result.stdout.trim() : null;
}
