import { z } from "zod";
import { AppError } from "#lib/kernel/errors.ts";
import { WorkspacedError } from "#lib/providers/workspaced/request.ts";

const Named = z.object({ files: z.array(z.string()).min(1) });

/** The files of a commit that was refused because they are in conflict; null for every other failure. */
export function filesOfConflict(error: unknown): string[] | null {
  const isOurs = error instanceof AppError || error instanceof WorkspacedError;
  if (!isOurs || error.type !== "CONFLICT") return null;
  return Named.safeParse(error.details).data?.files ?? null;
}
