/** Why a terminal's socket was closed; 1xxx are those of RFC 6455, 4xxx our own. */
export const closeCodes = {
  /** The shell ended; the message `exit` came before. */
  ended: 1000,
  badFrame: 1008,
  /** Server or workspace begin anew: come back. */
  restart: 1012,
  tryLater: 1013,
  signedOut: 4401,
  refused: 4403,
  gone: 4404,
  /** The workspace does not run. */
  stopped: 4503,
} as const;
