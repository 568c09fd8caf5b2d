import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unavailable } from "../errors.ts";
import { inTurn } from "../in-turn.ts";
import { type ProgramResult, runProgram } from "../run-program.ts";

export interface TmuxServer {
  /** Where its socket and configuration lie, and the folder every client runs in. */
  stateDir: string;
  /** Runs one tmux command and gives its output. Throws SERVICE_UNAVAILABLE with tmux's own words. */
  run(args: readonly string[]): Promise<string>;
  /** The same, for what may be gone: null where tmux says that there is no such session or client, or no server. */
  find(args: readonly string[]): Promise<string | null>;
}

/** The arguments before every command. A relative socket: an absolute path may exceed the 107 bytes a socket has. */
export const tmuxArguments = ["-u", "-S", "tmux.sock", "-f", "tmux.conf"] as const;

const deadlineMs = 10_000;
const historyLines = 50_000;

/**
 * Programs write for the viewer's xterm, not for tmux's screen: control mode hands their bytes on as they are. So TERM
 * is xterm's. A dead pane stays (remain-on-exit) until its exit code was read.
 */
const configuration = `
set -g default-terminal xterm-256color
set -g history-limit ${historyLines}
set -g remain-on-exit on
set -g -q remain-on-exit-format ""
set -g window-size latest
set -g update-environment ""
set -g status off
set -g prefix None
set -g prefix2 None
set -g escape-time 0
set -g automatic-rename off
set -g allow-rename off
set -g set-titles off
set -g destroy-unattached off
set -g visual-bell off
`;

/** True where tmux 3.2 or later is installed: before it, control mode has no pause-after. */
export async function findTmux(): Promise<boolean> {
  try {
    const { stdout } = await runProgram("tmux", ["-V"], { cwd: "/", deadlineMs });
    const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 2);
  } catch {
    return false;
  }
}

/** Writes the configuration; the server itself starts with the first session and ends with the last. */
export async function prepareTmux(stateDir: string): Promise<TmuxServer> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const path = join(stateDir, "tmux.conf");
  await writeFile(`${path}.new`, configuration.trimStart(), { mode: 0o600 });
  await rename(`${path}.new`, path);
  const ask = async (args: readonly string[]): Promise<ProgramResult> => {
    const tryOnce = () => runProgram("tmux", [...tmuxArguments, ...args], { cwd: stateDir, deadlineMs });
    let result = await tryOnce();
    // The server ends with its last session: who comes in that moment has reached nobody, and finds a new one.
    for (let again = 0; again < 3 && isServerGone(result); again++) result = await tryOnce();
    return result;
  };
  const outputOf = (result: ProgramResult): string => {
    if (result.code !== 0) throw unavailable(`tmux refused: ${firstLine(result)}`);
    return result.stdout;
  };
  return {
    stateDir,
    run: async (args) => outputOf(await ask(args)),
    async find(args) {
      const result = await ask(args);
      return isAbsent(result) ? null : outputOf(result);
    },
  };
}

/**
 * What makes, names or ends sessions, or lets control clients join or leave, runs one after the other: tmux 3.3 tells
 * such a change also to a control client that is half joined, and dies of it, with the terminals of all sessions.
 */
export const takeTurn = <Result>(stateDir: string, work: () => Promise<Result>): Promise<Result> =>
  inTurn(`tmux:${stateDir}`, work);

const isServerGone = ({ code, stderr }: ProgramResult): boolean =>
  code !== 0 && /^(server exited unexpectedly|lost server)/m.test(stderr);

const absences = [
  /^can't find (session|client)/m,
  // Of a client whose session has just gone from under it.
  /^no current (target|client|session)/m,
  /^no server running/m,
  /^error connecting to .*\((No such file or directory|Connection refused)\)/m,
];
const isAbsent = (result: ProgramResult): boolean =>
  isServerGone(result) || (result.code !== 0 && absences.some((said) => said.test(result.stderr)));

const firstLine = ({ stderr, code }: ProgramResult): string => stderr.split("\n")[0] || `code ${code}`;
