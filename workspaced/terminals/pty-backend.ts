import { createRequire } from "node:module";
import type { WorkspacedContext } from "../context.ts";
import { cleanEnvironment } from "../environment.ts";
import type { TerminalBackend, TerminalEvents, TerminalRecord, TerminalSource } from "./port.ts";
import { shellCommand } from "./shell.ts";
import { snapshotLinesMax } from "./tmux-screen.ts";

// Required when first used: where there is tmux these packages need not be there at all.
const require = createRequire(import.meta.url);

/** Output read but not yet drawn on the headless screen; beyond it the program waits. */
const undrawnHighBytes = 1024 * 1024;
const undrawnLowBytes = 128 * 1024;
const scrollbackLines = 10_000;
/** Between SIGHUP and SIGKILL for a shell that will not go. */
const hangupGraceMs = 2000;

/** For machines without tmux: we hold the pty and draw the screen ourselves, so terminals end with us. */
export async function createPtyBackend({ config }: WorkspacedContext): Promise<TerminalBackend> {
  return {
    kind: "pty",
    find: async () => [],
    create: async (name, cwd) => ({ name, cwd, createdAt: new Date(), lastTypedAt: null }),
    open: async (record, events) => openPty(await shellCommand(config), record, events),
  };
}

function openPty(
  [program = "", ...options]: readonly string[],
  record: TerminalRecord,
  events: TerminalEvents,
): TerminalSource {
  const { spawn } = require("@lydell/node-pty") as typeof import("@lydell/node-pty");
  const { screen, serializer } = createScreen();
  const pty = spawn(program, options, {
    cwd: record.cwd,
    env: cleanEnvironment({ TERM: "xterm-256color", COLORTERM: "truecolor" }),
    cols: 80,
    rows: 24,
    encoding: null,
  });
  let undrawn = 0;
  let isOverfull = false;
  let snapshotsPending = 0;
  let hasEnded = false;
  const flow = () => {
    isOverfull = undrawn > (isOverfull ? undrawnLowBytes : undrawnHighBytes);
    if (isOverfull || snapshotsPending > 0) pty.pause();
    else pty.resume();
  };
  // The headless screen answers what programs ask of their terminal, as tmux does.
  screen.onData((answer) => pty.write(answer));
  pty.onData((data) => {
    // The typing knows strings only; with encoding null they are bytes.
    const bytes = data as unknown as Buffer;
    undrawn += bytes.length;
    if (undrawn > undrawnHighBytes) flow();
    screen.write(bytes, () => {
      undrawn -= bytes.length;
      if (isOverfull) flow();
    });
    events.onOutput(bytes);
  });
  pty.onExit(({ exitCode, signal }) => {
    hasEnded = true;
    events.onExit(signal ? 128 + signal : exitCode);
  });
  const hangUp = () => {
    if (hasEnded) return;
    pty.kill("SIGHUP");
    setTimeout(() => !hasEnded && pty.kill("SIGKILL"), hangupGraceMs).unref();
  };
  return {
    pid: pty.pid,
    isWrapped: false,
    async write(bytes) {
      if (!hasEnded) pty.write(Buffer.from(bytes) as unknown as string);
    },
    resize(cols, rows) {
      if (hasEnded) return;
      screen.resize(cols, rows);
      pty.resize(cols, rows);
    },
    snapshot(take) {
      // Nothing is read until all that was read is drawn: the screen and the stream are then at the same byte.
      snapshotsPending += 1;
      flow();
      screen.write("", () => {
        snapshotsPending -= 1;
        take(Buffer.from(`\x1bc${serializer.serialize({ scrollback: snapshotLinesMax })}`));
        flow();
      });
    },
    rename: async () => undefined,
    rememberTyping: () => undefined,
    end: async () => hangUp(),
    detach: hangUp,
  };
}

function createScreen() {
  const { Terminal } = require("@xterm/headless") as typeof import("@xterm/headless");
  const { SerializeAddon } = require("@xterm/addon-serialize") as typeof import("@xterm/addon-serialize");
  const screen = new Terminal({ cols: 80, rows: 24, scrollback: scrollbackLines, allowProposedApi: true });
  const serializer = new SerializeAddon();
  // Typed for the browser's terminal, of which it uses only what the headless one has too.
  serializer.activate(screen as unknown as Parameters<typeof serializer.activate>[0]);
  return { screen, serializer };
}
