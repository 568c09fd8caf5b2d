import type { IncomingMessage } from "node:http";
import { isIP, isIPv6 } from "node:net";
import { TLSSocket } from "node:tls";

/** The address of whoever asks: the socket's, or whom trusted proxies speak for; unset under plain Next. */
export const peerHeader = "x-lockkeeper-peer";

/** Set on what came from a program in a walled workspace. */
export const walledHeader = "x-lockkeeper-walled";

/** How the asker's own connection is: what a proxy that is not believed said of it is gone by then. */
const protocolHeader = "x-forwarded-proto";

/**
 * What only we may have written: our own, what proxies say, and what Next says to itself (its middleware, its cache and
 * its pages trust these, CVE-2025-29927). None of them is a browser's to send.
 */
const ours =
  /^(?:x-lockkeeper-(?:peer|walled)|forwarded|x-forwarded-.+|x-real-ip|x-client-ip|x-middleware-.+|x-invoke-.+|x-matched-path|x-now-route-matches|x-nextjs-(?!(?:html-)?request-id$).+|x-next-.+|x-prerender-.+|x-vercel-.+)$/;

/**
 * How many proxies in front may say whom they speak for. The nearest has to stand on this machine or in its private
 * network: whoever comes from elsewhere is who they are.
 */
export type TrustedHops = number;

/**
 * Writes down whom a request came from, and how, in the place of whatever its sender wrote there: in both forms of its
 * headers, for Next reads one and the door the other. To be called once for each request, before anything reads it.
 */
export function markPeer(
  request: IncomingMessage,
  { trustedHops, isWalled = false }: { trustedHops: TrustedHops; isWalled?: boolean },
): void {
  const { headers, rawHeaders } = request;
  const arrival = arrivalOf(request, trustedHops);
  const replaced = (name: string) => ours.test(name) || (arrival.host !== headers.host && name === "host");
  const kept = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !replaced(name.toLowerCase()) ? [name, rawHeaders[index + 1] ?? ""] : [],
  );
  for (const name of Object.keys(headers)) if (ours.test(name)) delete headers[name];
  const written: Record<string, string> = {
    [protocolHeader]: arrival.isSecure ? "https" : "http",
    ...(arrival.host === undefined ? {} : { "x-forwarded-host": arrival.host }),
    ...(arrival.host === undefined || arrival.host === headers.host ? {} : { host: arrival.host }),
    [peerHeader]: arrival.address,
    ...(isWalled ? { [walledHeader]: "yes" } : {}),
  };
  Object.assign(headers, written);
  rawHeaders.splice(0, rawHeaders.length, ...kept, ...Object.entries(written).flat());
}

interface Arrival {
  address: string;
  host: string | undefined;
  isSecure: boolean;
}

function arrivalOf({ socket, headers }: IncomingMessage, trustedHops: TrustedHops): Arrival {
  const direct = plain(socket.remoteAddress ?? "");
  const hops = isNear(direct) ? trustedHops : 0;
  const told = (name: string) => entryOf(headers[name], hops);
  const protocol = told("x-forwarded-proto")?.toLowerCase();
  const host = told("x-forwarded-host");
  return {
    address: addressIn(told("x-forwarded-for")) ?? direct,
    host: host !== undefined && hostPattern.test(host) ? host : headers.host,
    isSecure: protocol === "https" || (protocol !== "http" && socket instanceof TLSSocket),
  };
}

/** A name or an address, with or without a port; nothing that could end the header or change an address it stands in. */
export const hostPattern = /^(?:[a-z0-9](?:[a-z0-9._-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * What the outermost trusted proxy wrote: each adds its own entry behind those that it was sent, so that one counts from
 * the right. Where there are fewer, the first one is of the outermost that the request came through.
 */
function entryOf(header: string | string[] | undefined, hops: number): string | undefined {
  if (header === undefined || hops === 0) return undefined;
  const entries = [header].flat().join(",").split(",");
  return entries.at(-Math.min(hops, entries.length))?.trim() || undefined;
}

/** The address that an entry of X-Forwarded-For names, some write its port along; undefined for anything else. */
function addressIn(entry: string | undefined): string | undefined {
  const written = /^\[([^\]]+)\](?::\d+)?$|^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry ?? "");
  const address = plain(written?.[1] ?? written?.[2] ?? entry ?? "");
  return isIP(address) ? address : undefined;
}

/** Every address that anybody in front says a request came from; none of them is believed for more than a refusal. */
export function addressesTold({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">): string[] {
  const told = [headers["x-forwarded-for"] ?? ""].flat().join(",").split(",");
  const addresses = told.flatMap((entry) => addressIn(entry.trim()) ?? []);
  return isNear(plain(socket.remoteAddress ?? "")) ? addresses : [];
}

/** The address that a stranger's requests are counted by. Of IPv6 the first half: the rest is the holder's to choose. */
export const countedAddress = (address: string | null | undefined): string =>
  halfOf(plain(address ?? "")) || "unknown";

/** Whether the one who asks came over https, by the word of `markPeer`. */
export const cameSecurely = (headers: Pick<Headers, "get">): boolean =>
  headers.get(protocolHeader) === "https";

/** An IPv4 address that came over an IPv6 socket, as what it is. */
const plain = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

const near = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe[89ab])/i;
/** Whether an address is this machine's or one of its private networks'. */
export const isNear = (address: string): boolean => near.test(plain(address));

function halfOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail ? tail.split(":") : [];
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0");
  return `${[...first, ...zeros, ...last].slice(0, 4).join(":")}::/64`;
}
