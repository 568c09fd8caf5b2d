import type { ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import { countedAddress, isNear } from "#lib/http/peer-address.ts";

/** An office behind one address has fewer; each is a descriptor and its buffers here. */
const perAddressMax = 500;

/**
 * Hangs up on an address that holds too many connections already, before anything is read of the new one. Those of this
 * machine and its networks are not counted: there stand proxies, and everybody comes from them.
 */
export function limitSockets(server: Server, { max = perAddressMax, isExempt = isNear } = {}): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const { remoteAddress = "" } = socket;
    if (isExempt(remoteAddress)) return;
    const address = countedAddress(remoteAddress);
    const count = (open.get(address) ?? 0) + 1;
    if (count > max) return void socket.destroy();
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });
}

const stalledMs = 60_000;

/**
 * Hangs up on one who asked and does not take the answer: whatever waits in its socket, and whoever makes it, would wait
 * for as long as they like. One to whom nothing is to be sent yet is none of them. For each answer, at its start.
 */
export function limitAnswer(response: ServerResponse, afterMs = stalledMs): void {
  response.setTimeout(afterMs);
  response.on("timeout", (socket: Socket) => {
    if (socket.writableLength > 0) socket.destroy();
  });
}
