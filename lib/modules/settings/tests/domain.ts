import { lookup } from "node:dns/promises";
import type { Trial } from "#lib/modules/settings/tests/typed-setting.ts";
import type { Check } from "#lib/providers/checks/port.ts";

const deadlineMs = 10_000;
/** A name that nobody has: what answers for it answers for all below the domain. */
const anyName = "lockkeeper-test";

/** Looks up the domain, and a name below it. */
export async function testDomain({ typed, signal }: Trial): Promise<Check> {
  const { baseDomain } = typed.values("domain");
  if (baseDomain === null) return { isGood: false, sentence: "There is no domain to look up." };
  const [own, below] = await Promise.all(
    [baseDomain, `${anyName}.${baseDomain}`].map((name) => addressesOf(name, signal)),
  );
  if (!below?.length) {
    const first = own?.length ? `${baseDomain} leads to ${own.join(", ")}, but n` : "N";
    return {
      isGood: false,
      sentence: `${first}ames below it lead nowhere: add a record for *.${baseDomain} to its DNS.`,
    };
  }
  return { isGood: true, sentence: `Names below ${baseDomain} lead to ${below.join(", ")}.` };
}

async function addressesOf(name: string, signal: AbortSignal): Promise<string[]> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const late = new Promise<never>((_, reject) => {
    ended.addEventListener("abort", () => reject(ended.reason), { once: true });
  });
  try {
    const found = await Promise.race([lookup(name, { all: true }), late]);
    return found.slice(0, 4).map(({ address }) => address);
  } catch {
    signal.throwIfAborted();
    return [];
  }
}
