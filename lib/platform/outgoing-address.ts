/**
 * The guard of calls to addresses that people give. A name is looked up once, at connect time, and what was looked up
 * is what is checked and connected to: a name that answers one address to a check and another to the call passes none.
 */
import { lookup as lookUpInDns } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** `private`: this machine and its networks. `forbidden`: where no service of anybody's answers, or a cloud's keys lie. */
export type AddressKind = "public" | "private" | "forbidden";

export interface Found {
  address: string;
  family: number;
}

/** The addresses of a name; throws where there are none. */
export type Resolve = (hostname: string) => Promise<readonly Found[]>;

export interface OutgoingRule {
  /** Whether this machine and its networks may be reached. */
  allowPrivate: boolean;
  /** In the place of DNS. */
  resolve?: Resolve | undefined;
}

// https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/iana-ipv6-special-registry
const privateRanges = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  // For tests of networks; proxies on this machine give every name an address of it.
  "198.18.0.0/15",
  "::1/128",
  "64:ff9b:1::/48",
  "fc00::/7",
];
const forbiddenRanges = [
  "0.0.0.0/8",
  "100.100.100.200/32",
  "169.254.0.0/16",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "fd00:ec2::254/128",
  "fd20:ce::254/128",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];

const privateList = listOf(privateRanges);
const forbiddenList = listOf(forbiddenRanges);

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = "", bits] = range.split("/");
    list.addSubnet(net, Number(bits), net.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}

/** IPv6 addresses that carry one of IPv4 and lead there: mapped, compatible, NAT64, 6to4. */
const carriers: readonly { bytes: number[]; at: number }[] = [
  { bytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], at: 12 },
  { bytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], at: 12 },
  { bytes: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], at: 12 },
  { bytes: [0x20, 0x02], at: 2 },
];

/** What an IP address is; `forbidden` for what is none. */
export function addressKind(ip: string): AddressKind {
  const family = isIP(ip);
  if (family === 0 || ip.includes("%")) return "forbidden";
  if (family === 6) {
    if (ip === "::1") return "private";
    const bytes = bytesOf(ip);
    const carrier = carriers.find((candidate) =>
      candidate.bytes.every((byte, index) => bytes[index] === byte),
    );
    if (carrier) return addressKind(bytes.slice(carrier.at, carrier.at + 4).join("."));
  }
  const type = family === 6 ? "ipv6" : "ipv4";
  if (forbiddenList.check(ip, type)) return "forbidden";
  return privateList.check(ip, type) ? "private" : "public";
}

/** The sixteen bytes of an IPv6 address, by the form that URL gives it. */
function bytesOf(ip: string): number[] {
  const text = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [head = "", tail] = text.split("::");
  const groups = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const middle = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...middle, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

/** The `code` of an error by which a call was refused before it left. */
export const refusedCode = "EADDRESSREFUSED";

function refusal(host: string, kind: Exclude<AddressKind, "public">): Error {
  const where =
    kind === "private"
      ? "an address of this machine or its private network; the owner may allow that in Settings, General, under Private hosts"
      : "an address that is never called (link-local, metadata or reserved)";
  return Object.assign(new Error(`${host} leads to ${where}.`), { code: refusedCode });
}

function check(host: string, address: string, { allowPrivate }: OutgoingRule): void {
  const kind = addressKind(address);
  if (kind === "forbidden" || (kind === "private" && !allowPrivate)) throw refusal(host, kind);
}

/** Throws for a host that is an address and not one that may be called. Names are checked when they are looked up. */
export function checkHost(host: string, rule: OutgoingRule): void {
  const bare = host.replace(/^\[|\]$/g, "");
  if (isIP(bare)) check(host, bare, rule);
}

const resolveInDns: Resolve = (hostname) => lookUpInDns(hostname, { all: true });

/** The addresses of a host that may all be called; throws, with `refusedCode`, where one of them may not. */
export async function resolveGuarded(hostname: string, rule: OutgoingRule): Promise<readonly Found[]> {
  const found = await (rule.resolve ?? resolveInDns)(hostname);
  for (const { address } of found) check(hostname, address, rule);
  if (found.length > 0) return found;
  throw Object.assign(new Error(`${hostname} has no address.`), { code: "ENOTFOUND" });
}

/** For `lookup` of http.request and net.connect. They do not look up what is an address: ask `checkHost` as well. */
export const guardedLookup =
  (rule: OutgoingRule): LookupFunction =>
  (hostname, options, callback) => {
    const wanted = options.family === "IPv4" ? 4 : options.family === "IPv6" ? 6 : (options.family ?? 0);
    resolveGuarded(hostname, rule).then(
      (all) => {
        const found = all.filter(({ family }) => wanted === 0 || family === wanted);
        const first = found[0];
        if (!first) callback(Object.assign(new Error("No such address."), { code: "ENOTFOUND" }), "", 0);
        else if (options.all) callback(null, [...found]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
