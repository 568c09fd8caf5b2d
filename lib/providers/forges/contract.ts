import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Resolve } from "#lib/platform/outgoing-address.ts";
import type { Forge, NewPullRequest } from "#lib/providers/forges/port.ts";

/** How the real server on the other side goes wrong. */
export type Fault = "none" | "refuses in words" | "hangs" | "closes half-way" | "opens and loses the answer";

/** The real other side of a driver, with a repository that has a branch of one commit on `main`. */
export interface Counterpart {
  behave(how: Fault): void;
  open(options?: { token?: string; resolve?: Resolve }): Forge;
  /** A new branch with a commit of its own, pushed. */
  branch(): Promise<{ head: string; commit: string }>;
  /** As a person does there. */
  end(number: number, how: "merged" | "closed"): void;
  /** How many pull requests there are for the branch. */
  count(head: string): number;
  /** What its links begin with. */
  url: string;
  close(): Promise<void>;
}

export const tokenOfContract = "a-token-that-nobody-repeats-42";
const never = new AbortController().signal;

/** What every driver of a forge must pass. */
export function forgeContract(name: string, start: () => Promise<Counterpart>): void {
  describe(`${name} keeps the contract of forges`, () => {
    let other: Counterpart;
    beforeAll(async () => {
      other = await start();
    });
    beforeEach(() => other.behave("none"));
    afterAll(() => other?.close());
    const asked = async (): Promise<NewPullRequest> => ({
      ...(await other.branch()),
      base: "main",
      title: "Paint the wall",
      body: "It is grey.",
    });

    test("what is asked for is opened once, found again, and followed until it is merged", async () => {
      const wanted = await asked();
      const opened = await other.open().openPullRequest(wanted, never);
      expect(opened).toMatchObject({ state: "open" });
      expect(opened.url.startsWith(other.url)).toBe(true);
      expect(await other.open().openPullRequest(wanted, never)).toEqual(opened);
      expect(other.count(wanted.head)).toBe(1);
      other.end(opened.number, "merged");
      const merged = { ...opened, state: "merged" };
      expect(await other.open().readPullRequest(opened.number, never)).toEqual(merged);
      expect(await other.open().openPullRequest(wanted, never)).toEqual(merged);
    });

    test("one whose answer was lost is found by the next who asks, and not opened twice", async () => {
      const wanted = await asked();
      other.behave("opens and loses the answer");
      await expect(other.open().openPullRequest(wanted, never)).rejects.toMatchObject({ isRetryable: true });
      other.behave("none");
      expect(await other.open().openPullRequest(wanted, never)).toMatchObject({ state: "open" });
      expect(other.count(wanted.head)).toBe(1);
    });

    test("one that was closed is passed over: another one is opened", async () => {
      const wanted = await asked();
      const { number } = await other.open().openPullRequest(wanted, never);
      other.end(number, "closed");
      expect(await other.open().readPullRequest(number, never)).toMatchObject({ state: "closed" });
      const next = await other.open().openPullRequest(wanted, never);
      expect(next).toMatchObject({ state: "open" });
      expect(next.number).not.toBe(number);
    });

    test("a refusal is told in words, on one line and without our token", async () => {
      const wanted = await asked();
      other.behave("refuses in words");
      const refused = await other
        .open()
        .openPullRequest(wanted, never)
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ type: "PROVIDER_ERROR", isRetryable: false });
      const words = JSON.stringify([String(refused), refused]);
      expect(words).not.toContain(tokenOfContract);
      expect(String(refused)).not.toContain("\n");
      other.behave("none");
      const stranger = other.open({ token: "another" });
      await expect(stranger.openPullRequest(wanted, never)).rejects.toThrow(/does not accept.*token/);
      const nothing = { ...wanted, head: "nobody/pushed-it" };
      await expect(other.open().openPullRequest(nothing, never)).rejects.toThrow(/nobody\/pushed-it/);
    });

    test("one that hangs is given up after ten seconds, and when the caller stops", async () => {
      other.behave("hangs");
      const beginMs = performance.now();
      const stopped = AbortSignal.timeout(300);
      await expect(other.open().readPullRequest(7, stopped)).rejects.toThrow();
      expect(performance.now() - beginMs).toBeLessThan(5_000);
      await expect(other.open().readPullRequest(7, never)).rejects.toThrow(/did not answer within 10 s/);
    }, 20_000);

    test("one that closes half-way has said nothing", async () => {
      other.behave("closes half-way");
      await expect(other.open().readPullRequest(7, never)).rejects.toMatchObject({ isRetryable: true });
    });

    test("a name that leads to where a cloud keeps its keys is not called", async () => {
      const resolve: Resolve = async () => [{ address: "169.254.169.254", family: 4 }];
      await expect(other.open({ resolve }).readPullRequest(7, never)).rejects.toThrow(/was not called/);
    });
  });
}
