import { randomUUID } from "node:crypto";
import type { WorkspacedContext } from "../context.ts";
import { markedCommand } from "./end-mark.ts";
import type { TerminalBackend } from "./port.ts";
import { shellCommand } from "./shell.ts";
import { prepareTmux, takeTurn } from "./tmux-server.ts";
import { awaitNoReaders, listSessions, markOption, toSessionName } from "./tmux-sessions.ts";
import { openTmuxTerminal } from "./tmux-terminal.ts";

const initialSize = ["-x", "80", "-y", "24"] as const;

/** Terminals as sessions of our own tmux server, which detaches itself and outlives us. */
export async function createTmuxBackend({ config }: WorkspacedContext): Promise<TerminalBackend> {
  const tmux = await prepareTmux(config.stateDir);
  return {
    kind: "tmux",
    async find() {
      await awaitNoReaders(tmux);
      return listSessions(tmux);
    },
    async create(name, cwd) {
      const where = ["-s", toSessionName(name), "-c", cwd, ...initialSize, "-e", "COLORTERM=truecolor"];
      const mark = randomUUID();
      const setMark = ["set-option", "-t", `=${toSessionName(name)}:`, markOption, mark];
      const begin = [
        "new-session",
        "-d",
        ...where,
        "--",
        ...markedCommand(mark, [...hiding, ...(await shellCommand(config))]),
      ];
      await takeTurn(tmux.stateDir, () => tmux.run([...begin, ";", ...setMark]));
      return { name, cwd, createdAt: new Date(), lastTypedAt: null };
    },
    open: (record, events) => openTmuxTerminal(tmux, record, events),
  };
}

/**
 * Without tmux's own variables: programs that see them wrap their sequences for tmux (OSC 52, images), but what reads
 * them is the viewer's xterm. env(1) replaces itself by the shell, so the process stays the same.
 */
const hiding = [
  "env",
  ...["TMUX", "TMUX_PANE", "TERM_PROGRAM", "TERM_PROGRAM_VERSION"].flatMap((name) => ["-u", name]),
];
