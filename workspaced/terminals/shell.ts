import { randomUUID } from "node:crypto";
import { readFile, realpath, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import type { WorkspacedConfig } from "../config.ts";
import { userShell } from "../environment.ts";

/** What Debian and its kin put into a new home: nobody chose it. */
const skeletonPath = "/etc/skel/.bashrc";

/**
 * The program of a terminal and its arguments. A bash that nobody has configured gets a short prompt, with the
 * project's name in place of the path that its workspace happens to have.
 */
export async function shellCommand(
  config: Pick<WorkspacedConfig, "name" | "roots" | "worktreesDir" | "stateDir">,
): Promise<string[]> {
  const shell = userShell();
  if (basename(shell) !== "bash" || (await isConfigured())) return [shell];
  const path = join(config.stateDir, "bashrc");
  // Another terminal may be reading it.
  const written = `${path}.${randomUUID()}`;
  await writeFile(written, await startFile(config), { mode: 0o600 });
  await rename(written, path);
  return [shell, "--rcfile", path];
}

async function isConfigured(): Promise<boolean> {
  const own = await readOrNull(join(homedir(), ".bashrc"));
  return own !== null && own !== (await readOrNull(skeletonPath));
}

const readOrNull = (path: string): Promise<string | null> => readFile(path, "utf8").catch(() => null);

/** In place of ~/.bashrc, which it reads first: the prompt is `name/folder branch $`. */
async function startFile({ name, roots, worktreesDir }: Parameters<typeof shellCommand>[0]): Promise<string> {
  const root = await realOf(roots.workspace ?? "/");
  const label = name ?? basename(root);
  const worktrees = await realOf(worktreesDir);
  return `[ -r ~/.bashrc ] && . ~/.bashrc
__show_place() {
  case $PWD/ in
    ${quote(root)}/*) __place=${quote(label)}\${PWD#${quote(root)}} ;;
    ${quote(worktrees)}/*) __place=${quote(label)}@\${PWD#${quote(worktrees)}/} ;;
    "$HOME"/*) __place=\\~\${PWD#"$HOME"} ;;
    *) __place=$PWD ;;
  esac
  [ \${#__place} -gt 40 ] && __place=\${__place%%/*}/…/\${PWD##*/}
  __branch=$(git symbolic-ref --short -q HEAD 2>/dev/null)
  __branch=\${__branch:+$__branch }
}
PROMPT_COMMAND=__show_place
PS1='\\[\\e[90m\\]\${__place} \\[\\e[36m\\]\${__branch}\\[\\e[0m\\]\\$ '
`;
}

const realOf = (path: string): Promise<string> => realpath(path).catch(() => path);

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
