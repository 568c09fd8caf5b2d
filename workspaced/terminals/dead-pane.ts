import type { TmuxServer } from "./tmux-server.ts";

export const deadSubscriptionName = "dead";
/** Sent once to a control client. The session's value and not the pane's: tmux reports on no dead pane. */
export const deadSubscription = ["refresh-client", "-B", `${deadSubscriptionName}::#{pane_dead}`] as const;

/** Whether a notification is the subscription's, saying that the pane is dead. */
export const saysDead = (line: string): boolean =>
  line.startsWith(`%subscription-changed ${deadSubscriptionName} `) && line.endsWith(" : 1");

const format = "#{pane_dead},#{pane_dead_status},#{pane_dead_signal},#{pid}";

/**
 * The exit code of a pane that died without its mark (its wrapper was killed, or nobody read when it ended): 128 + n
 * after signal n, null where tmux does not know, undefined where the pane lives. Asked by a process of its own: a
 * control client whose pane died while output was waiting may never answer again (tmux 3.3).
 */
export async function readDeadCode(tmux: TmuxServer, pane: string): Promise<number | null | undefined> {
  const ask = async () => (await tmux.run(["display-message", "-p", "-t", pane, format])).trim().split(",");
  let [isDead, status = "", signal = "", serverPid = ""] = await ask();
  if (isDead !== "1") return undefined;
  if (status === "" && signal === "") {
    // tmux waits for all its dead children on one SIGCHLD, so one of ours makes up for one it missed.
    process.kill(Number(serverPid), "SIGCHLD");
    [isDead, status = "", signal = ""] = await ask();
  }
  if (status !== "") return Number(status);
  return signal === "" ? null : 128 + Number(signal);
}
