import type { IncomingMessage } from "node:http";
import { isIPv4, isIPv6 } from "node:net";

/** The address of the peer, as the server saw it on the socket; unset under plain Next. */
export const peerHeader = "x-lockkeeper-peer";

/** Set on what came from a program in a walled workspace. */
export const walledHeader = "x-lockkeeper-walled";

/**
 * Writes down whom a request came from, in the place of whatever its sender wrote there: in both forms of its headers,
 * for Next reads one and the door the other.
 */
export function markPeer(request: IncomingMessage, { isWalled = false } = {}): void {
  const peer = plain(request.socket.remoteAddress ?? "");
  const raw = request.rawHeaders;
  const kept = raw.flatMap((name, index) =>
    index % 2 === 0 && !ours.includes(name.toLowerCase()) ? [name, raw[index + 1] ?? ""] : [],
  );
  raw.splice(0, raw.length, ...kept, peerHeader, peer, ...(isWalled ? [walledHeader, "yes"] : []));
  delete request.headers[walledHeader];
  if (isWalled) request.headers[walledHeader] = "yes";
  request.headers[peerHeader] = peer;
}

const ours = [peerHeader, walledHeader];

/**
 * The address that a stranger's requests are counted by. A proxy on this machine or in its private network says whom
 * it speaks for, in the last entry of X-Forwarded-For (the only one that it wrote itself); nobody else is believed.
 * Of IPv6 the first half: the rest is the holder's to choose.
 */
export function countedAddress(peer: string | undefined, forwardedFor: string | undefined): string {
  return halfOf(spokenFor(peer, forwardedFor)) || "unknown";
}

/** The peer, or whom a proxy beside us speaks for. */
export function spokenFor(peer: string | undefined, forwardedFor: string | undefined): string {
  const direct = plain(peer ?? "");
  const told = plain(forwardedFor?.split(",").at(-1)?.trim() ?? "");
  return isNear(direct) && (isIPv4(told) || isIPv6(told)) ? told : direct;
}

/** An IPv4 address that came over an IPv6 socket, as what it is. */
const plain = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

const near = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe[89ab])/i;
const isNear = (address: string): boolean => near.test(address);

function halfOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail ? tail.split(":") : [];
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0");
  return `${[...first, ...zeros, ...last].slice(0, 4).join(":")}::/64`;
}
