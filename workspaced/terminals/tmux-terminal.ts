import { readDeadCode, saysDead } from "./dead-pane.ts";
import { createMarkFinder } from "./end-mark.ts";
import { createModeTracker } from "./mode-tracker.ts";
import type { TerminalEvents, TerminalRecord, TerminalSource } from "./port.ts";
import { readSession } from "./session-reader.ts";
import { screenCommands, toSnapshot } from "./tmux-screen.ts";
import { type TmuxServer, takeTurn } from "./tmux-server.ts";
import { readSessionFacts, toSessionName, typedOption } from "./tmux-sessions.ts";
import { createTypist } from "./typist.ts";

/** One session of tmux as a terminal. */
export async function openTmuxTerminal(
  tmux: TmuxServer,
  record: TerminalRecord,
  events: TerminalEvents,
): Promise<TerminalSource> {
  let session = toSessionName(record.name);
  const { pane, pid, mark } = await readSessionFacts(tmux, session);
  const modes = createModeTracker();
  const findMark = createMarkFinder(mark, onMark);
  /** After the end: for viewers that have yet to see it. */
  let lastScreen: Buffer | null = null;
  let hasEnded = false;
  const reader = readSession(tmux, () => session, {
    onOutput(bytes) {
      modes.read(bytes);
      events.onOutput(bytes);
      findMark(bytes);
    },
    onNotification(line) {
      if (line.startsWith("%pause ")) onPause();
      else if (saysDead(line)) void onDead();
    },
    onGap: () => events.onGap(),
    onGone: () => finish(null),
  });

  function onPause() {
    events.onGap();
    reader.send([["refresh-client", "-A", `${pane}:continue`]]);
  }
  function onMark(code: number) {
    // For viewers that lag behind: the session goes, and its screen with it.
    reader.send(screenCommands(pane), (blocks) => {
      lastScreen = blocks === null ? null : toSnapshot(blocks, Buffer.alloc(0));
      void endWith(code);
    });
  }
  async function onDead() {
    const code = await readDeadCode(tmux, pane).catch(() => undefined);
    if (code === undefined || hasEnded) return;
    events.onGap();
    await endWith(code);
  }
  /** Its name is free by the time anybody hears of the end. */
  async function endWith(code: number | null) {
    // Its shell is gone; a session that stays behind is found dead, and ended, at the next start.
    await reader.end().catch(() => undefined);
    finish(code);
  }
  function finish(code: number | null) {
    if (hasEnded) return;
    hasEnded = true;
    reader.expectEnd();
    events.onExit(code);
  }

  return {
    pid,
    isWrapped: true,
    write: createTypist(reader.send, pane),
    resize: (cols, rows) => reader.send([["refresh-client", "-C", `${cols}x${rows}`]]),
    snapshot(take) {
      if (lastScreen !== null) {
        take(lastScreen);
        return;
      }
      reader.send(screenCommands(pane), (blocks) => {
        const isWhole = blocks !== null && blocks.at(-1)?.isError === false;
        // Where the client was lost a gap or the exit follows, and with it the next snapshot or none.
        take(isWhole ? toSnapshot(blocks, modes.restore()) : Buffer.alloc(0));
      });
    },
    async rename(name) {
      await takeTurn(tmux.stateDir, async () => {
        await tmux.run(["rename-session", "-t", `=${session}`, toSessionName(name)]);
        session = toSessionName(name);
      });
    },
    rememberTyping: (at) =>
      reader.send([["set-option", "-t", `=${session}:`, typedOption, String(at.getTime())]]),
    async end() {
      await reader.end();
      finish(null);
    },
    detach: reader.detach,
  };
}
