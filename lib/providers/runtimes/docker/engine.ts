import Docker from "dockerode";

/** The Engine's API over its socket; Podman's service speaks the same. */
export type Engine = Docker;

/** Opens no connection yet. */
export function openEngine(socketPath: string): Engine {
  // An absent host, or the client would take the one of DOCKER_HOST in place of the socket.
  return new Docker({ socketPath, host: undefined });
}
