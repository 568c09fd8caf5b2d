import { conflict } from "../errors.ts";

/**
 * How hosts are reached and trusted, what git starts beside a fetch, here or at the host, and what could bring all of
 * that in later: any of it could take what was given along.
 */
const ways = [
  /^(http|credential|url|include|includeif)\./,
  /^remote\..*\.(proxy\w*|vcs|uploadpack|receivepack|pushurl)$/,
  /^core\.(sshcommand|askpass|gitproxy|alternaterefscommand)$/,
  /^(gc\.recentobjectshook|ssh\.variant|gpg\.(.*\.)?(program|defaultkeycommand))$/,
];

/**
 * Whoever may write in the workspace may also turn a host's address elsewhere: secrets do not go that way. Takes what
 * `git config --show-scope -z --list` says. What is set for the whole machine counts as the machine's own, and what the
 * calls say themselves as ours; a person's own settings are not read in such a call.
 */
export function refuseOwnWays(list: string): void {
  const values = list.split("\0");
  for (let at = 0; at + 1 < values.length; at += 2) {
    const [scope = "", entry = ""] = values.slice(at, at + 2);
    const [name = "", ...lines] = entry.split("\n");
    if (scope !== "local" && scope !== "worktree") continue;
    if (!ways.some((way) => way.test(name.toLowerCase())) || isStrict(name, lines.join("\n"))) continue;
    const option = scope === "local" ? "" : "--worktree ";
    throw conflict(
      `The workspace's own configuration of git says how hosts are reached (${name}). Take that out (git config ${option}--unset-all ${name}) to use the project's access. What the whole network needs is set for the machine (git config --system).`,
    );
  }
}

const isStrict = (name: string, value: string): boolean =>
  /\.sslverify$/i.test(name) && /^(true|yes|on|1)?$/i.test(value);
