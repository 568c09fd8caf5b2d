import { setTimeout as wait } from "node:timers/promises";
import { attachControlClient, type ControlClient } from "./control-client.ts";
import { deadSubscription, deadSubscriptionName } from "./dead-pane.ts";
import { type TmuxServer, takeTurn } from "./tmux-server.ts";
import { endSession, hasSession } from "./tmux-sessions.ts";

export interface SessionReader {
  readonly send: ControlClient["send"];
  /** From now on a lost client is not replaced: the session ends. */
  expectEnd(): void;
  /** Ends the session, and reads no more. */
  end(): Promise<void>;
  /** Reads no more; tmux goes on. */
  detach(): void;
}

interface SessionEvents {
  onOutput(bytes: Buffer): void;
  onNotification(line: string): void;
  /** The client was replaced: what was printed meanwhile is missing in the stream. */
  onGap(): void;
  /** There is no such session any more. */
  onGone(): void;
}

/** A client that is silent for longer is no way to end its session. */
const clientAnswerMs = 2000;

/** Against a client that dies at once, again and again. */
const reattachMax = 50;
const reattachPauseMs = 200;

/** Reads a session through one control client at a time, attaching again should it be lost. */
export function readSession(tmux: TmuxServer, session: () => string, events: SessionEvents): SessionReader {
  let isOver = false;
  let reattached = 0;
  let client = attach();

  function attach(): ControlClient {
    const { onOutput, onNotification } = events;
    const attached = attachControlClient(tmux.stateDir, session(), {
      onOutput,
      onNotification,
      onClose: () => void onClose(),
    });
    attached.send([deadSubscription]);
    return attached;
  }
  async function onClose() {
    if (isOver) return;
    // Where tmux does not answer in time, attaching again tells.
    const isThere = reattached < reattachMax && (await hasSession(tmux, session()).catch(() => true));
    if (isOver) return;
    if (!isThere) {
      events.onGone();
      return;
    }
    reattached += 1;
    await wait(reattachPauseMs);
    if (isOver) return;
    events.onGap();
    client = attach();
  }

  /**
   * By its reader's own client, which takes its subscription back first: tmux 3.3 dies of a session that is killed
   * under one. On one line behind all that was sent before, so that no subscription comes later.
   */
  async function end() {
    isOver = true;
    const late = () => wait(clientAnswerMs, undefined, { ref: false });
    await takeTurn(tmux.stateDir, async () => {
      const commands = [
        ["refresh-client", "-B", deadSubscriptionName],
        ["kill-session", "-t", `=${session()}`],
      ];
      const answered = new Promise<void>((resolve) => client.send(commands, () => resolve()));
      await Promise.race([answered, late()]);
      await endSession(tmux, session());
      await Promise.race([client.gone, late()]);
    });
  }

  return {
    send: (commands, onReplies) => client.send(commands, onReplies),
    expectEnd() {
      isOver = true;
    },
    end,
    detach() {
      isOver = true;
      client.detach();
    },
  };
}
