import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { ProviderError } from "#lib/providers/errors.ts";

const againMs = 200;
const connectMs = 2_000;

/** Waits until something listens there; throws a ProviderError that names the address where nothing does. */
export async function waitForPort(at: { host: string; port: number }, deadlineMs: number): Promise<void> {
  for (const endsMs = performance.now() + deadlineMs; ; await wait(againMs)) {
    if (await answers(at)) return;
    if (performance.now() > endsMs) {
      throw new ProviderError(
        "workspace",
        `Nothing listens at ${at.host}, port ${at.port}, where agents in this workspace reach the server. The server's log says why.`,
        { isRetryable: true },
      );
    }
  }
}

function answers(at: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...at, timeout: connectMs });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
