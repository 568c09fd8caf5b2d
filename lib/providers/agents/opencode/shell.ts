/**
 * The shell OpenCode starts for the agent's commands. OpenCode's own environment holds its password and the gateway's token, and a
 * shell inherits it: this one hands on only what a person's shell would have. OpenCode tells shells apart by file name, so the file is
 * named `bash`.
 */
export const agentShell = `#!/bin/sh
exec env -i HOME="$HOME" PATH="$PATH" USER="\${USER:-}" LANG="\${LANG:-C.UTF-8}" TERM=dumb \\
  TMPDIR="\${TMPDIR:-/tmp}" GIT_TERMINAL_PROMPT=0 OPENCODE=1 \\
  GIT_AUTHOR_NAME="\${GIT_AUTHOR_NAME:-Agent}" GIT_AUTHOR_EMAIL="\${GIT_AUTHOR_EMAIL:-agent@lockkeeper.invalid}" \\
  GIT_COMMITTER_NAME="\${GIT_COMMITTER_NAME:-Agent}" GIT_COMMITTER_EMAIL="\${GIT_COMMITTER_EMAIL:-agent@lockkeeper.invalid}" \\
  /bin/bash "$@"
`;
