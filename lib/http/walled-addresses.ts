import { existsSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { listSubnetsOfWorkspaces } from "#lib/modules/workspaces/find-ways-back.ts";
import type { Platform } from "#lib/platform/platform.ts";

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

/**
 * Judged by where a request comes from: whatever address of this machine a program in a workspace chooses, its own is
 * one of its network's. That an engine does not answer opens nothing: its networks are interfaces of this machine, and
 * one that came since the last reading is held for a workspace's until the next.
 */
export function createWalledAddresses(platform: Platform, attached = engineInterfaces): WalledAddresses {
  let walled = new BlockList();
  /** Seen beside an engine that answered: what of these is no workspace's is somebody else's. */
  let known: ReadonlySet<string> = new Set();
  let readAt = Number.NEGATIVE_INFINITY;
  let failedAt: number | null = null;

  const unknown = () => attached().filter(({ subnet }) => !known.has(subnet));

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
      const nowMs = performance.now();
      if (failedAt !== null && nowMs - failedAt < retryMs) return;
      if (nowMs - readAt < againMs && unknown().length === 0) return;
      const before = attached();
      const isFirst = failedAt === null;
      failedAt = nowMs;
      const subnets = await listSubnetsOfWorkspaces(platform).catch((error: unknown) => {
        if (isFirst) throw error;
        return null;
      });
      if (subnets === null) return;
      failedAt = null;
      walled = listOf(subnets);
      known = new Set(before.map(({ subnet }) => subnet));
      readAt = performance.now();
    },
  };
}

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
