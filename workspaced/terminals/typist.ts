import type { ControlClient } from "./control-client.ts";

/** Bytes of typing in one send-keys command. */
const keysPerCommand = 512;
/** Commands of typing on their way to tmux; a long paste waits here instead of in tmux's memory. */
const commandsInFlightMax = 32;

/** Types bytes into a pane as they are (send-keys -H), in order, a bounded number of commands at a time. */
export function createTypist(
  send: ControlClient["send"],
  pane: string,
): (bytes: Uint8Array) => Promise<void> {
  let typing: Promise<void> = Promise.resolve();
  return (bytes) => {
    typing = typing.then(() => sendKeys(send, pane, Buffer.from(bytes)));
    return typing;
  };
}

async function sendKeys(send: ControlClient["send"], pane: string, bytes: Buffer): Promise<void> {
  for (let start = 0; start < bytes.length; ) {
    const sent: Promise<void>[] = [];
    for (; sent.length < commandsInFlightMax && start < bytes.length; start += keysPerCommand) {
      const keys = bytes.toString("hex", start, start + keysPerCommand).match(/../g) ?? [];
      sent.push(new Promise((resolve) => send([["send-keys", "-t", pane, "-H", ...keys]], () => resolve())));
    }
    await Promise.all(sent);
  }
}
