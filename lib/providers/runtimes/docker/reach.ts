import type { DockerContext } from "./context.ts";
import type { Container } from "./find-container.ts";
import { workspacedPort } from "./layout.ts";
import { labels, networkOf } from "./names.ts";
import { joinNetwork } from "./own-container.ts";
import { portName } from "./spec.ts";

/**
 * Host and port of a running workspaced as this server reaches it: at the port that is published on this machine, or,
 * where the server runs in a container itself, on the project's network. Null where there is no way.
 */
export async function findHost(
  context: DockerContext,
  { Config, NetworkSettings }: Container,
  signal: AbortSignal,
): Promise<string | null> {
  const projectId = Config.Labels[labels.project];
  if (projectId !== undefined && (await joinNetwork(context, projectId, signal)) !== null) {
    const address = NetworkSettings.Networks[networkOf(projectId)]?.IPAddress;
    return address ? `${address}:${workspacedPort}` : null;
  }
  const published = NetworkSettings.Ports[portName]?.[0];
  return published === undefined ? null : `127.0.0.1:${published.HostPort}`;
}
