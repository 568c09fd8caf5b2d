import { setTimeout as wait } from "node:timers/promises";
import { attachControlClient, type ControlClient } from "./control-client.ts";
import { deadSubscription } from "./dead-pane.ts";
import type { TmuxServer } from "./tmux-server.ts";
import { hasSession } from "./tmux-sessions.ts";

export interface SessionReader {
  readonly send: ControlClient["send"];
  /** From now on a lost client is not replaced: the session ends. */
  expectEnd(): void;
  /** Once its client has left tmux. */
  gone(): Promise<void>;
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

  return {
    send: (commands, onReplies) => client.send(commands, onReplies),
    expectEnd() {
      isOver = true;
    },
    gone: () => client.gone,
    detach() {
      isOver = true;
      client.detach();
    },
  };
}
