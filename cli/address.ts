import { usageFailure } from "#cli/failure.ts";

const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

/** The origin of what a person typed: `localhost:3000`, `lockkeeper.example.org`, or an address in full. */
export function addressOf(typed: string): string {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const guess = hasScheme ? typed : `https://${typed}`;
  const url = URL.parse(guess);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    throw usageFailure(`"${typed}" is not an address.`, "Give one such as https://lockkeeper.example.org");
  }
  if (url.username || url.password) {
    throw usageFailure("An address must hold no name and no password.", "The key is asked for by itself.");
  }
  if (!hasScheme && isLoopback(url.hostname)) url.protocol = "http:";
  return url.origin;
}

/** True where a key would cross a network in the clear. */
export function isInTheClear(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !isLoopback(hostname);
}

/** What a login is called unless its person says otherwise: the host, with the port where it has one. */
export const nameOfAddress = (address: string): string => new URL(address).host;
