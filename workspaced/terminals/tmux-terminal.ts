import { setTimeout } from "node:timers/promises";
import { attachControlClient, type ControlClient } from "./control-client.ts";
import { deadSubscription, readDeadCode, saysDead } from "./dead-pane.ts";
import { createMarkFinder } from "./end-mark.ts";
import { createModeTracker } from "./mode-tracker.ts";
import type { TerminalEvents, TerminalRecord, TerminalSource } from "./port.ts";
import { markOption, toSessionName, typedOption } from "./tmux-backend.ts";
import { screenCommands, toSnapshot } from "./tmux-screen.ts";
import type { TmuxServer } from "./tmux-server.ts";
import { createTypist } from "./typist.ts";

/** Against a client that dies at once, again and again. */
const reattachMax = 50;
const reattachPauseMs = 200;

/** Reads one session through one control client, attaching again should the client be lost. */
export async function openTmuxTerminal(
  tmux: TmuxServer,
  record: TerminalRecord,
  events: TerminalEvents,
): Promise<TerminalSource> {
  let session = toSessionName(record.name);
  const { pane, pid, mark } = await readFacts(tmux, session);
  const modes = createModeTracker();
  /** After the end: for viewers that have yet to see it. */
  let lastScreen: Buffer | null = null;
  let hasEnded = false;
  let isDetached = false;
  let reattached = 0;
  const findMark = createMarkFinder(mark, onMark);
  let client: ControlClient = attach();

  function attach(): ControlClient {
    const attached = attachControlClient(tmux.stateDir, session, {
      onOutput(bytes) {
        modes.read(bytes);
        events.onOutput(bytes);
        findMark(bytes);
      },
      onNotification(line) {
        if (line.startsWith("%pause ")) onPause();
        else if (saysDead(line)) void onDead();
      },
      onClose: () => void onClose(),
    });
    attached.send([deadSubscription]);
    return attached;
  }
  function onPause() {
    events.onGap();
    client.send([["refresh-client", "-A", `${pane}:continue`]]);
  }
  function onMark(code: number) {
    // For viewers that lag behind: the session goes, and its screen with it.
    client.send(screenCommands(pane), (blocks) => {
      lastScreen = blocks === null ? null : toSnapshot(blocks, Buffer.alloc(0));
      finish(code);
      void endSession(tmux, session);
    });
  }
  async function onDead() {
    const code = await readDeadCode(tmux, pane).catch(() => undefined);
    if (code === undefined || hasEnded) return;
    events.onGap();
    finish(code);
    await endSession(tmux, session);
  }
  function finish(code: number | null) {
    if (hasEnded) return;
    hasEnded = true;
    events.onExit(code);
  }
  async function onClose() {
    const mayReattach =
      !hasEnded && !isDetached && reattached < reattachMax && (await hasSession(tmux, session));
    if (hasEnded || isDetached) return;
    if (!mayReattach) {
      finish(null);
      return;
    }
    reattached += 1;
    await setTimeout(reattachPauseMs);
    events.onGap();
    client = attach();
  }

  return {
    pid,
    isWrapped: true,
    write: createTypist(() => client, pane),
    resize: (cols, rows) => client.send([["refresh-client", "-C", `${cols}x${rows}`]]),
    snapshot(take) {
      if (lastScreen !== null) {
        take(lastScreen);
        return;
      }
      client.send(screenCommands(pane), (blocks) => {
        const isWhole = blocks !== null && blocks.at(-1)?.isError === false;
        // Where the client was lost a gap or the exit follows, and with it the next snapshot or none.
        take(isWhole ? toSnapshot(blocks, modes.restore()) : Buffer.alloc(0));
      });
    },
    async rename(name) {
      await tmux.run(["rename-session", "-t", `=${session}`, toSessionName(name)]);
      session = toSessionName(name);
    },
    rememberTyping: (at) =>
      client.send([["set-option", "-t", `=${session}:`, typedOption, String(at.getTime())]]),
    async end() {
      await endSession(tmux, session);
      finish(null);
    },
    detach() {
      isDetached = true;
      client.detach();
    },
  };
}

async function readFacts(tmux: TmuxServer, session: string) {
  const format = `#{pane_id} #{pane_pid} #{${markOption}}`;
  const output = await tmux.run(["display-message", "-p", "-t", `=${session}:`, format]);
  const [pane = "", pid, mark = ""] = output.trim().split(" ");
  return { pane, pid: Number(pid), mark };
}

/** Gone is ended. */
async function endSession(tmux: TmuxServer, session: string): Promise<void> {
  await tmux.run(["kill-session", "-t", `=${session}`]).catch(() => undefined);
}

async function hasSession(tmux: TmuxServer, session: string): Promise<boolean> {
  try {
    await tmux.run(["has-session", "-t", `=${session}`]);
    return true;
  } catch {
    return false;
  }
}
