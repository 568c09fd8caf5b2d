/**
 * The one place that decides what git is given to reach a remote: `env` and `settings` (`name=value`, for -c) of calls with
 * `isRemote`. No secret may stand in a setting: arguments are seen by everybody on the machine.
 */
export interface RemoteAccess {
  env: Record<string, string>;
  settings: readonly string[];
}

export const sshCommand =
  "ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 -o StrictHostKeyChecking=accept-new";

export const noAccess: RemoteAccess = { env: {}, settings: [] };

/** The server's own keys, through ssh's agent. */
export function remoteAccess(): RemoteAccess {
  const { SSH_AUTH_SOCK } = process.env;
  return SSH_AUTH_SOCK ? { env: { SSH_AUTH_SOCK }, settings: [] } : noAccess;
}
