import { conflict, RequestError } from "../errors.ts";
import type { ProgramResult } from "../run-program.ts";

/** Takes user:password out of every URL; git repeats the URLs it was given in what it says. */
export function maskCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]*@/gi, (whole, scheme: string) =>
    // The user of an ssh URL is part of its address and no secret.
    /^ssh:\/\/[^:@]*@$/i.test(whole) ? whole : `${scheme}***@`,
  );
}

const otherHostKey =
  "The SSH host shows another host key than it did when it was first met. If that is meant, forget the old one in the project's settings, and try again.";

/** What git complained of: its `fatal:` and `error:` lines where there are any, else the last lines; masked. */
export function complaint(stderr: string): string {
  if (/Host key verification failed/.test(stderr)) return otherHostKey;
  const lines = maskCredentials(stderr)
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^hint:|^warning:/.test(line));
  const chosen = lines.filter((line) => /^(fatal|error|remote|ssh|git@\S*|\S+@\S+):/.test(line));
  const text = (chosen.length > 0 ? chosen : lines.slice(-3)).join("\n").slice(0, 2000);
  return text || "git gave no reason";
}

/** The files that git lists one a line, each behind a tab, in what it objects to. */
export const listedFiles = (stderr: string): string[] =>
  stderr
    .split("\n")
    .filter((line) => line.startsWith("\t"))
    .map((line) => line.slice(1));

/** The error for a git command that was to succeed. */
export function gitFailure(result: ProgramResult): RequestError {
  const { stderr } = result;
  if (/not a git repository/i.test(stderr)) return conflict("This folder is not a git repository.");
  if (/index\.lock': File exists|Unable to create .*\.lock'/i.test(stderr)) {
    return conflict("Another git command is at work in this folder. Try again when it has finished.");
  }
  const [, setting] = /invalid value for '(submodule\.[^']*)'/.exec(stderr) ?? [];
  if (setting !== undefined) {
    return conflict(
      `git does not go on while .gitmodules sets ${setting} as it does. Take that line out first.`,
    );
  }
  if (isDiskFull(stderr)) return new RequestError("PROVIDER_ERROR", "The disk is full.");
  return new RequestError("PROVIDER_ERROR", `git: ${complaint(stderr)}`, { system: "git" });
}

export const isDiskFull = (stderr: string): boolean =>
  /No space left on device|Disk quota exceeded/i.test(stderr);

/** A fetch asked for a branch by name, and the remote has none of it. */
export const isBranchMissing = (stderr: string): boolean => /couldn't find remote ref/i.test(stderr);

export type RemoteTrouble = "not_found" | "no_access" | "unreachable" | "other";

/** Why a remote did not give or take what was asked. The order matters: servers wrap one reason in another. */
export function remoteTrouble(stderr: string): RemoteTrouble {
  if (
    /Authentication failed|could not read (Username|Password)|Permission denied|access denied/i.test(stderr)
  )
    return "no_access";
  if (/error: 40[13]|HTTP 40[13]|Host key verification failed|REMOTE HOST IDENTIFICATION/i.test(stderr))
    return "no_access";
  if (/terminal prompts disabled|not authorized|detected dubious ownership/i.test(stderr)) return "no_access";
  if (/repository .*not found|does not appear to be a git repository|error: 404/i.test(stderr))
    return "not_found";
  if (/does not exist|No such file or directory|not valid: is this a git repository/i.test(stderr))
    return "not_found";
  if (
    /Could not resolve host|Connection (refused|timed out|reset|closed)|Network is unreachable/i.test(stderr)
  )
    return "unreachable";
  if (/Failed to connect|unable to access|Could not connect|No route to host|early EOF|hung up/i.test(stderr))
    return "unreachable";
  if (/Operation (timed out|too slow)|unexpected disconnect|error: 5\d\d/i.test(stderr)) return "unreachable";
  return "other";
}
