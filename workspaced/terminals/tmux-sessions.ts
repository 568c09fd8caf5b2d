import { setTimeout as wait } from "node:timers/promises";
import { unavailable } from "../errors.ts";
import { deadSubscriptionName } from "./dead-pane.ts";
import type { TerminalRecord } from "./port.ts";
import type { TmuxServer } from "./tmux-server.ts";

/** tmux turns dots in session names into underscores; a comma stands for them, which no name of ours holds. */
export const toSessionName = (name: string): string => name.replaceAll(".", ",");
const fromSessionName = (session: string): string => session.replaceAll(",", ".");

/** Where the time of the last typing outlives us. */
export const typedOption = "@typed-ms";
/** Where the mark of its shell's end outlives us. */
export const markOption = "@end-mark";

const listFormat = `#{session_name} #{session_created} #{?${typedOption},#{${typedOption}},-} #{session_path}`;

/** The terminals that a tmux server holds, oldest first; no server is no terminal. */
export async function listSessions(tmux: TmuxServer): Promise<TerminalRecord[]> {
  const output = (await tmux.find(["list-sessions", "-F", listFormat])) ?? "";
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

/** Until the readers of a former life have left, or 2 s: none of ours may join while they leave (`takeTurn`). */
export async function awaitNoReaders(tmux: TmuxServer): Promise<void> {
  for (const until = Date.now() + 2000; Date.now() < until; await wait(20)) {
    const modes = (await tmux.find(["list-clients", "-F", "#{client_control_mode}"])) ?? "";
    if (!modes.includes("1")) return;
  }
}

/** A session's one pane, the process in it, and the mark of its end. Throws where tmux knows no such session. */
export async function readSessionFacts(tmux: TmuxServer, session: string) {
  const format = `#{pane_id} #{pane_pid} #{${markOption}}`;
  const output = await tmux.run(["display-message", "-p", "-t", `=${session}:`, format]);
  const [pane = "", pid = "", mark = ""] = output.trim().split(" ");
  // Of a session that is not there it prints nothing, and calls that a success.
  if (pid === "") throw unavailable("The terminal ended as it began.");
  return { pane, pid: Number(pid), mark };
}

export const hasSession = async (tmux: TmuxServer, session: string): Promise<boolean> =>
  (await tmux.find(["has-session", "-t", `=${session}`])) !== null;

/**
 * Gone is ended. Its readers' subscriptions go first: tmux 3.3 looks after those of a client whose session is gone and
 * that has not left yet, and dies of it, with the terminals of all other sessions.
 */
export async function endSession(tmux: TmuxServer, session: string): Promise<void> {
  const clients = await tmux.find(["list-clients", "-t", `=${session}`, "-F", "#{client_name}"]);
  for (const client of (clients ?? "").split("\n").filter((name) => name !== "")) {
    await tmux.find(["refresh-client", "-t", client, "-B", deadSubscriptionName]);
  }
  await tmux.find(["kill-session", "-t", `=${session}`]);
}
