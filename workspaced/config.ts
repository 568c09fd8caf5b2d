import { readFileSync, statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { z } from "zod";
import { SafeName } from "./protocol/service.ts";

const AbsolutePath = z
  .string()
  .max(4096)
  .refine((path) => isAbsolute(path) && !path.includes("\0"), { message: "must be an absolute path" });

export const WorkspacedConfig = z.object({
  /** What people call the project, for the prompt; the folder's own name where it is left out. */
  name: SafeName.optional(),
  token: z.string().min(32, { message: "must have at least 32 characters" }),
  host: z.string().min(1).default("127.0.0.1"),
  /** 0 lets the system choose; the choice stands in stateDir/workspaced.json. */
  port: z.number().int().min(0).max(65_535).default(0),
  roots: z.record(SafeName, AbsolutePath).refine((roots) => "workspace" in roots, {
    message: "must name the root workspace",
  }),
  worktreesDir: AbsolutePath,
  stateDir: AbsolutePath,
  /** Forced for tests and for images known to lack tmux; otherwise found out at start. */
  terminals: z.enum(["auto", "tmux", "pty"]).default("auto"),
  nodePath: AbsolutePath.optional(),
  opencodePath: AbsolutePath.optional(),
});
export type WorkspacedConfig = z.infer<typeof WorkspacedConfig>;

/** Reads the file named by WORKSPACED_CONFIG. Throws a sentence that says which field is wrong, never its value. */
export function readConfig(path: string | undefined): WorkspacedConfig {
  if (!path) throw new Error("WORKSPACED_CONFIG must name the configuration file");
  // A mounted secret may be readable by its group; by everybody it is no secret any more.
  if (statSync(path).mode & 0o007) throw new Error(`${path} holds a token: set its mode to 600`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`${path} is not valid JSON`);
  }
  const parsed = WorkspacedConfig.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${path}: ${issue?.path.join(".") || "it"} ${issue?.message ?? "is not valid"}`);
}
