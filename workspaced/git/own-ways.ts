import { conflict } from "../errors.ts";

/** How hosts are reached and trusted, and what git starts beside a fetch: any of it could take what was given along. */
const ways = [
  /^url\..*\.(insteadof|pushinsteadof)$/,
  /^http\.(.*\.)?(proxy\w*|sslcainfo|sslcapath|sslverify|curloptresolve)$/,
  /^remote\..*\.(proxy\w*|vcs)$/,
  /^(core\.alternaterefscommand|gc\.recentobjectshook)$/,
];
/** Of the repository itself also what its people need not set there, and what could bring all of that in later. */
const waysOfRepository = [
  ...ways,
  /^(http|credential|url|include|includeif)\./,
  /^core\.(sshcommand|askpass|gitproxy)$/,
];

/**
 * Whoever may write in the workspace may also turn a host's address elsewhere: secrets do not go that way. Takes what
 * `git config --show-scope -z --list` says. What is set for the whole machine counts as the machine's own, and what the
 * calls say themselves as ours. A person's helpers and ssh command are harmless: git is told others.
 */
export function refuseOwnWays(list: string): void {
  const values = list.split("\0");
  for (let at = 0; at + 1 < values.length; at += 2) {
    const [scope = "", entry = ""] = values.slice(at, at + 2);
    const [name = "", ...lines] = entry.split("\n");
    const refused = scope === "global" ? ways : ["local", "worktree"].includes(scope) ? waysOfRepository : [];
    if (!refused.some((way) => way.test(name.toLowerCase())) || isStrict(name, lines.join("\n"))) continue;
    const option = scope === "local" ? "" : `--${scope} `;
    const more =
      scope === "global" ? " What the whole network needs is set for the machine (git config --system)." : "";
    throw conflict(
      `The workspace's own configuration of git says how hosts are reached (${name}). Take that out (git config ${option}--unset-all ${name}) to use the project's access.${more}`,
    );
  }
}

const isStrict = (name: string, value: string): boolean =>
  /\.sslverify$/i.test(name) && /^(true|yes|on|1)?$/i.test(value);
