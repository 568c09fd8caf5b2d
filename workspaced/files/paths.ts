import { isAbsolute } from "node:path";
import { conflict, invalid, notFound, RequestError, unavailable } from "../errors.ts";

const pathBytesMax = 4000;
const partBytesMax = 255;

/**
 * Splits a path relative to its root; the root itself is []. Throws a VALIDATION_ERROR that names `field` for
 * anything that could lead elsewhere. Whether links lead out is decided when it is opened.
 */
export function splitPath(path: string, field = "path"): string[] {
  if (path.includes("\0")) throw invalid(field, "must not hold a NUL character");
  if (isAbsolute(path)) throw invalid(field, "must be relative to the root, without a leading slash");
  if (Buffer.byteLength(path) > pathBytesMax) throw invalid(field, `must have at most ${pathBytesMax} bytes`);
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  for (const part of parts) {
    if (part === "..") throw invalid(field, "must not hold ..");
    if (Buffer.byteLength(part) > partBytesMax) {
      throw invalid(field, `must have at most ${partBytesMax} bytes between slashes`);
    }
  }
  return parts;
}

/** Git's own folder runs what is put there (hooks, filters); it changes through git's verbs only. */
export function refuseGitInside(parts: readonly string[], field: string): void {
  if (parts.some((part) => part.toLowerCase() === ".git")) {
    throw invalid(field, "lies in .git, which only git's own commands change");
  }
}

/** Our half-written uploads, which no listing shows. */
export const temporaryPrefix = ".lockkeeper-upload-";

/** Turns what the system says about a path into an answer that names the field. */
export function toPathError(error: unknown, field = "path"): unknown {
  if (error instanceof RequestError) return error;
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case "ENOENT":
      return notFound("file or folder");
    case "ENOTDIR":
      return invalid(field, "goes through something that is not a folder");
    case "EISDIR":
      return invalid(field, "is a folder");
    case "ELOOP":
      return invalid(field, "goes through links that do not end, or that changed while it was opened");
    case "ENAMETOOLONG":
      return invalid(field, "is too long");
    case "EINVAL":
      return invalid(field, "is not possible here (a folder cannot move into itself)");
    case "EEXIST":
    case "ENOTEMPTY":
      return conflict("Something with that name is there already.", { field });
    case "EACCES":
    case "EPERM":
      return new RequestError("FORBIDDEN", "The workspace's user may not do that here.", { field });
    case "ECONNRESET":
    case "ERR_STREAM_PREMATURE_CLOSE":
      return invalid("body", "ended before it was complete");
    case "EROFS":
      return new RequestError("FORBIDDEN", "This folder can only be read.", { field });
    case "ENOSPC":
    case "EDQUOT":
      return unavailable(
        "The workspace's disk is full. Empty its trash, or delete something in a terminal, and try again.",
        error,
      );
    default:
      return error;
  }
}

/** Runs `work` and translates its failures by `toPathError`. */
export async function onPath<Result>(work: () => Promise<Result>, field = "path"): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toPathError(error, field);
  }
}
