import { randomUUID } from "node:crypto";
import type { WorkspacedContext } from "../context.ts";
import { userShell } from "../environment.ts";
import { markedCommand } from "./end-mark.ts";
import type { TerminalBackend, TerminalRecord } from "./port.ts";
import { prepareTmux, type TmuxServer } from "./tmux-server.ts";
import { openTmuxTerminal } from "./tmux-terminal.ts";

/** tmux turns dots in session names into underscores; a comma stands for them, which no name of ours holds. */
export const toSessionName = (name: string): string => name.replaceAll(".", ",");
const fromSessionName = (session: string): string => session.replaceAll(",", ".");

/** Where the time of the last typing outlives us. */
export const typedOption = "@typed-ms";

/** Where the mark of its shell's end outlives us. */
export const markOption = "@end-mark";

const listFormat = `#{session_name} #{session_created} #{?${typedOption},#{${typedOption}},-} #{session_path}`;
const initialSize = ["-x", "80", "-y", "24"] as const;

/** Terminals as sessions of our own tmux server, which detaches itself and outlives us. */
export async function createTmuxBackend({ config }: WorkspacedContext): Promise<TerminalBackend> {
  const tmux = await prepareTmux(config.stateDir);
  return {
    kind: "tmux",
    find: () => listSessions(tmux),
    async create(name, cwd) {
      const where = ["-s", toSessionName(name), "-c", cwd, ...initialSize, "-e", "COLORTERM=truecolor"];
      const mark = randomUUID();
      const setMark = ["set-option", "-t", `=${toSessionName(name)}:`, markOption, mark];
      await tmux.run([
        "new-session",
        "-d",
        ...where,
        "--",
        ...markedCommand(mark, shellCommand()),
        ";",
        ...setMark,
      ]);
      return { name, cwd, createdAt: new Date(), lastTypedAt: null };
    },
    open: (record, events) => openTmuxTerminal(tmux, record, events),
  };
}

/**
 * Without tmux's own variables: programs that see them wrap their sequences for tmux (OSC 52, images), but what reads
 * them is the viewer's xterm. env(1) replaces itself by the shell, so the process stays the same.
 */
function shellCommand(): string[] {
  const hidden = ["TMUX", "TMUX_PANE", "TERM_PROGRAM", "TERM_PROGRAM_VERSION"];
  return ["env", ...hidden.flatMap((name) => ["-u", name]), userShell()];
}

async function listSessions(tmux: TmuxServer): Promise<TerminalRecord[]> {
  // No server is no terminal; a server that does not answer would fail the same way at the first use.
  const output = await tmux.run(["list-sessions", "-F", listFormat]).catch(() => "");
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [session = "", created = "0", typed = "-", ...path] = line.split(" ");
      const cwd = path.join(" ");
      const lastTypedAt = typed === "-" ? null : new Date(Number(typed));
      return {
        name: fromSessionName(session),
        cwd,
        createdAt: new Date(Number(created) * 1000),
        lastTypedAt,
      };
    })
    .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}
