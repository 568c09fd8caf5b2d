import { existsSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { listSubnetsOfEngine } from "#lib/modules/workspaces/find-ways-back.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Subnets } from "#lib/providers/runtimes/port.ts";

/** Which peers are programs in walled workspaces. */
export interface WalledAddresses {
  /** True for an address in a workspace's network, and in an engine's network of which it is not known yet whose it is. */
  has(address: string): boolean;
  /** Reads again what has to be read again. Where it cannot be read, what was known holds; throws then, once. */
  look(): Promise<void>;
}

/** An interface that this machine has now: `subnet` as address and length of its prefix. */
interface Attached {
  name: string;
  subnet: string;
  first: string;
}

const againMs = 30_000;
const retryMs = 5_000;
/** An engine makes a network's interface before it lists the network. */
const settledMs = 20_000;

/**
 * Judged by where a request comes from: whatever address of this machine a program in a workspace chooses, its own is
 * one of its network's. That an engine does not answer opens nothing: its networks are interfaces of this machine, and
 * one that came since the last reading is held for a workspace's until the engine says whose it is, or went on not
 * listing it. An interface goes by its name as well: a subnet that is free again is given to the next network.
 */
export function createWalledAddresses(
  platform: Platform,
  { attached = engineInterfaces, list = listSubnetsOfEngine, now = () => performance.now() } = {},
): WalledAddresses {
  let walled = new BlockList();
  /** Those of which it is known whose they are, by `keyOf`. */
  let known: ReadonlySet<string> = new Set();
  /** When each interface was first there as the engine was asked. */
  let firstSeen: ReadonlyMap<string, number> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let hasFailed = false;

  const unknown = () => attached().filter((one) => !known.has(keyOf(one)));

  return {
    has(written) {
      const [address = "", zone] = plain(written).split("%");
      if (isLoopback(address)) return false;
      // One of a link is no subnet's: its interface says where it comes from.
      if (zone !== undefined) return attached().some(({ name }) => name === zone);
      if (isWithin(walled, address)) return true;
      return unknown().some(({ subnet, first }) => address !== first && isWithin(listOf([subnet]), address));
    },
    async look() {
      const nowMs = now();
      if (hasFailed && nowMs - askedAt < retryMs) return;
      const isNew = unknown().some((one) => !firstSeen.has(keyOf(one)));
      if (nowMs - readAt < (unknown().length === 0 ? againMs : isNew ? 0 : retryMs)) return;
      const before = attached();
      askedAt = nowMs;
      let subnets: Subnets | null;
      try {
        subnets = await list(platform);
        hasFailed = false;
      } catch (error) {
        const isFirst = !hasFailed;
        hasFailed = true;
        if (isFirst) throw error;
        return;
      }
      firstSeen = new Map(before.map((one) => [keyOf(one), firstSeen.get(keyOf(one)) ?? nowMs]));
      walled = listOf(subnets?.walled ?? []);
      const others = listOf(subnets?.others ?? []);
      const isKnown = (one: Attached) =>
        subnets === null ||
        isWithin(walled, addressOf(one)) ||
        isWithin(others, addressOf(one)) ||
        nowMs - (firstSeen.get(keyOf(one)) ?? nowMs) >= settledMs;
      known = new Set(before.filter(isKnown).map(keyOf));
      readAt = nowMs;
    },
  };
}

const keyOf = ({ name, subnet }: Attached): string => `${name} ${subnet}`;

const addressOf = ({ subnet }: Attached): string => subnet.split("/")[0] ?? "";

/** What engines name the bridges they make on a machine. */
const bridge = /^(br-|docker|podman|cni-)/;

const isContained = existsSync("/.dockerenv") || existsSync("/run/.containerenv");

/**
 * The interfaces that lead to containers. In a container that is each: any of its networks may be a workspace's, whose
 * gateway alone, which is not a container, is left out.
 */
function engineInterfaces(): Attached[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    isContained || bridge.test(name)
      ? addresses.flatMap(({ internal, cidr, netmask }) =>
          internal || cidr === null
            ? []
            : [{ name, subnet: cidr, first: isContained ? firstOf(cidr, netmask) : "" }],
        )
      : [],
  );
}

/** The first address of an IPv4 subnet, which engines give to its gateway. */
function firstOf(cidr: string, netmask: string): string {
  const numbersOf = (text: string) => text.split(".").map(Number);
  const [mask, address] = [numbersOf(netmask), numbersOf(cidr.split("/")[0] ?? "")];
  if (mask.length !== 4) return "";
  return address.map((part, index) => (part & (mask[index] ?? 0)) + (index === 3 ? 1 : 0)).join(".");
}

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = "", length] = subnet.split("/");
    const family = familyOf(address);
    if (family) list.addSubnet(address, Number(length ?? (family === "ipv4" ? 32 : 128)), family);
  }
  return list;
}

function isWithin(list: BlockList, address: string): boolean {
  const family = familyOf(address);
  return family !== null && list.check(address, family);
}

const familyOf = (address: string): "ipv4" | "ipv6" | null =>
  isIP(address) === 4 ? "ipv4" : isIP(address) === 6 ? "ipv6" : null;

const isLoopback = (address: string): boolean => address === "::1" || address.startsWith("127.");

/** An IPv4 address of a socket that speaks both. */
export const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");
