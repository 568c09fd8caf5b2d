import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { CliEnvironment } from "#cli/environment.ts";
import { type ExitCode, exitCodes } from "#cli/exit-codes.ts";

const product = resolve(import.meta.dirname, "..");

/**
 * Runs one of the product's own programs on the machine that the server runs on, as `npm run` does: with its variables
 * and its file `.env`, without a key and whether the server runs or not.
 */
export async function runOnConsole(
  { ofServer }: CliEnvironment,
  name: "backup" | "restore",
  args: readonly string[],
): Promise<ExitCode> {
  // A path is one of the person's folder, and the program runs in the product's.
  const given = args.map((word) => (!word.startsWith("-") && existsSync(word) ? resolve(word) : word));
  const program = ["--import", "./scripts/load-env.mjs", `scripts/${name}.ts`, ...given];
  const child = spawn(process.execPath, program, {
    cwd: product,
    env: { ...ofServer } as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv,
    stdio: "inherit",
  });
  // Ctrl-C reaches it by itself, and it says how things stand then.
  process.on("SIGINT", () => {});
  return await new Promise<ExitCode>((ended, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => ended(code === 0 ? exitCodes.done : exitCodes.failed));
  });
}
