import type { DockerContext } from "./context.ts";
import type { Container } from "./find-container.ts";
import { portName } from "./spec.ts";

/** Host and port of a running workspaced as this server reaches it; null where none is published. */
export async function findHost(
  _context: DockerContext,
  { NetworkSettings }: Container,
  _signal: AbortSignal,
): Promise<string | null> {
  const published = NetworkSettings.Ports[portName]?.[0];
  return published === undefined ? null : `127.0.0.1:${published.HostPort}`;
}
