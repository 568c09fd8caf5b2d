import { WorkspacedError } from "#lib/providers/workspaced/request.ts";
import { shutDown } from "#lib/providers/workspaced/terminals.ts";
import type { DockerContext } from "./context.ts";
import type { Container } from "./find-container.ts";
import { nodePath, programFolder, programName, statePath } from "./layout.ts";
import { askWorkspaced } from "./observe.ts";
import { packTar } from "./tar.ts";

/** Lays this server's workspaced over the one in the container and ends that; the entrypoint starts what is there. */
export async function replaceProgram(
  context: DockerContext,
  container: Container,
  signal: AbortSignal,
): Promise<void> {
  const content = await context.program.readBundle();
  const archive = packTar([{ name: programName, content, mode: 0o644, ownerId: 0 }]);
  const asked = context.engine.getContainer(container.Id);
  await asked.putArchive(archive, { path: programFolder, abortSignal: signal });
  const answer = await askWorkspaced(context, container, signal);
  if (answer.state !== "running") return;
  await shutDown(answer.address, { endTerminals: false }, { signal }).catch((error: unknown) => {
    // It may be gone before it has answered. Where it is not, it still says its old version.
    signal.throwIfAborted();
    if (!(error instanceof WorkspacedError && error.retryable)) throw error;
  });
}

/** By the number it wrote down itself, since not every image has programs that list processes. */
const endScript = `
const { pid } = JSON.parse(require("node:fs").readFileSync("${statePath}/workspaced.json", "utf8"));
if (Number.isInteger(pid) && pid > 1) process.kill(pid, "SIGKILL");`;

/** Ends a workspaced that lives but does not answer. Its terminals are tmux's and go on. */
export async function endProgram(
  { engine }: DockerContext,
  { Id }: Container,
  signal: AbortSignal,
): Promise<void> {
  const command = { Cmd: [nodePath, "-e", endScript], AttachStdout: true, AttachStderr: true };
  const exec = await engine.getContainer(Id).exec({ ...command, abortSignal: signal });
  const output = await exec.start({ abortSignal: signal });
  // Ends when the program has.
  for await (const _ of output);
}
