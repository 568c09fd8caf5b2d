import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { cleanEnvironment } from "../environment.ts";
import { createControlStream, type ReplyBlock } from "./control-stream.ts";
import { takeTurn, tmuxArguments } from "./tmux-server.ts";

export interface ControlClient {
  /**
   * Sends commands as one line; tmux runs them without anything in between. `onReplies` gets one block for each, or
   * fewer with an error in the last, at their place in the stream; null where the client ended before.
   */
  send(commands: readonly (readonly string[])[], onReplies?: (blocks: ReplyBlock[] | null) => void): void;
  /** Lets tmux go on without us. */
  detach(): void;
  /** Once its process has left tmux; never where it could not be ended. */
  readonly gone: Promise<void>;
}

export interface ControlClientEvents {
  onOutput(bytes: Buffer): void;
  onNotification(line: string): void;
  /** tmux, or the connection to it, ended. */
  onClose(): void;
}

interface PendingLine {
  text: string;
  expected: number;
  blocks: ReplyBlock[];
  onReplies: ((blocks: ReplyBlock[] | null) => void) | undefined;
}

/** A client that takes longer to join or to leave is killed. */
const changeDeadlineMs = 10_000;
const killedMs = 1000;

/** After this long unread, tmux drops output instead of holding the program up, and says so with %pause. */
const pauseAfterSeconds = 5;

const toCommand = (words: readonly string[]): string => words.map(quote).join(" ");

/** tmux reads words as a shell does; nothing is special between single quotes, which none of our words holds. */
const quote = (word: string): string => (/^[\w%:.,-]+$/.test(word) ? word : `'${word}'`);

/**
 * Attaches to a session in control mode: a plain child with pipes, no terminal of its own. It joins when those that
 * were asked for earlier have joined or left; what is sent before waits.
 */
export function attachControlClient(
  stateDir: string,
  session: string,
  events: ControlClientEvents,
): ControlClient {
  const pending: PendingLine[] = [];
  const attached = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  let child: ChildProcess | null = null;
  // tmux reads lines before it has attached us: it then knows no client to size or subscribe, and output is not ours.
  let isAttached = false;
  let isClosed = false;

  const onReply = (block: ReplyBlock) => {
    const line = pending[0];
    if (!block.isOurs || line === undefined) return;
    line.blocks.push(block);
    // An error drops what follows on the same line.
    if (!block.isError && line.blocks.length < line.expected) return;
    pending.shift();
    line.onReplies?.(line.blocks);
  };
  const onGone = () => {
    gone.resolve();
    if (isClosed) return;
    isClosed = true;
    for (const line of pending.splice(0)) line.onReplies?.(null);
    events.onClose();
  };
  const onNotification = (line: string) => {
    if (!isAttached && line.startsWith("%session-changed ")) {
      isAttached = true;
      for (const { text } of pending) child?.stdin?.write(text);
      attached.resolve();
    }
    events.onNotification(line);
  };
  const { onOutput } = events;
  const join = async () => {
    if (isClosed) return gone.resolve();
    child = startClient(stateDir, session);
    child.stdout?.on("data", createControlStream({ onOutput, onNotification, onReply }));
    child.once("close", onGone);
    child.once("error", onGone);
    await endUnless(Promise.race([attached.promise, gone.promise]), child, gone.promise);
  };
  // Where it could not even be started, those who use it are told as of one that ended.
  void takeTurn(stateDir, join).catch(onGone);
  return {
    gone: gone.promise,
    send(commands, onReplies) {
      if (isClosed) {
        onReplies?.(null);
        return;
      }
      const text = `${commands.map(toCommand).join(" ; ")}\n`;
      pending.push({ text, expected: commands.length, blocks: [], onReplies });
      if (isAttached) child?.stdin?.write(text);
    },
    detach() {
      isClosed = true;
      void takeTurn(stateDir, async () => {
        if (child === null) return;
        child.stdin?.end();
        child.kill();
        await endUnless(gone.promise, child, gone.promise);
      });
    },
  };
}

function startClient(stateDir: string, session: string): ChildProcess {
  const attach = ["-C", "attach-session", "-f", `pause-after=${pauseAfterSeconds}`, "-t", `=${session}`];
  const child = spawn("tmux", [...tmuxArguments, ...attach], {
    cwd: stateDir,
    env: cleanEnvironment(),
    stdio: ["pipe", "pipe", "ignore"],
  });
  // Writing to a client that just ended; `close` tells.
  child.stdin?.on("error", () => undefined);
  return child;
}

async function endUnless(isDone: Promise<void>, child: ChildProcess, gone: Promise<void>): Promise<void> {
  const late = wait(changeDeadlineMs, "late" as const, { ref: false });
  if ((await Promise.race([isDone, late])) !== "late") return;
  child.kill("SIGKILL");
  await Promise.race([gone, wait(killedMs, undefined, { ref: false })]);
}
