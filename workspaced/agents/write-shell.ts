import { access, mkdir, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { cleanEnvironment } from "../environment.ts";

/** Set for every command of an agent, so that what it leaves running in the background is found when the agent ends. */
export const agentMarker = "AGENT_MARK";

/**
 * Writes the shell that OpenCode starts for the agent's commands, and answers its path. OpenCode's own environment holds its
 * password and the gateway's token, and a shell inherits it; this one begins with an empty environment and a list. OpenCode tells
 * shells apart by file name, hence the name of the real one. The additions pass through an argument list: no secrets in them.
 */
export async function writeAgentShell(folder: string, additions: Record<string, string>): Promise<string> {
  const shell = await realShell();
  const variables = {
    ...cleanEnvironment(),
    TERM: "dumb",
    SHELL: shell,
    GIT_TERMINAL_PROMPT: "0",
    GIT_EDITOR: "true",
    OPENCODE: "1",
    ...additions,
    [agentMarker]: folder,
  };
  const assignments = Object.entries(variables).map(([name, value]) => quote(`${name}=${value ?? ""}`));
  const script = `#!/bin/sh\nexec /usr/bin/env -i \\\n  ${assignments.join(" \\\n  ")} \\\n  ${quote(shell)} "$@"\n`;
  await mkdir(join(folder, "shell"), { recursive: true, mode: 0o700 });
  const path = join(folder, "shell", basename(shell));
  await writeFile(`${path}.tmp`, script, { mode: 0o700 });
  await rename(`${path}.tmp`, path);
  return path;
}

async function realShell(): Promise<string> {
  return access("/bin/bash").then(
    () => "/bin/bash",
    () => "/bin/sh",
  );
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
