import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import type { Resolve } from "#lib/platform/outgoing-address.ts";
import type { Channel, ChannelMessage } from "#lib/providers/channels/port.ts";

/** How the real server on the other side behaves. */
export type Behaviour = "takes" | "refuses" | "hangs" | "closes half-way";

/** The real other side of a driver. */
export interface Counterpart {
  behave(how: Behaviour): void;
  /** Opens the driver on it: by its name, which `resolve` looks up, or by its address. */
  open(options: { allowPrivate: boolean; resolve?: Resolve }): Channel;
  /** The ids of the deliveries that it took, in their order. */
  taken(): string[];
  /** How many connections were made to it. */
  connections(): number;
  close(): Promise<void>;
}

export const secretOfContract = "a-secret-that-nobody-repeats-42";

export const newMessage = (more: Partial<ChannelMessage> = {}): ChannelMessage => ({
  deliveryId: newId(),
  event: "operation.held",
  body: JSON.stringify({ kind: "held" }),
  subject: "[Lockkeeper] CRITICAL waits: Delete project harbor-api",
  text: "It waits.",
  html: "<p>It waits.</p>",
  recipients: ["ada@example.org"],
  ...more,
});

const never = new AbortController().signal;
const loopback: Resolve = async () => [{ address: "127.0.0.1", family: 4 }];

/** What every driver of a channel must pass. */
export function channelContract(name: string, start: () => Promise<Counterpart>): void {
  describe(`${name} keeps the contract of channels`, () => {
    let other: Counterpart;
    beforeAll(async () => {
      other = await start();
    });
    beforeEach(() => other.behave("takes"));
    afterAll(() => other?.close());
    const open = () => other.open({ allowPrivate: true, resolve: loopback });

    test("what is sent arrives, with the id of its delivery, and the answer is told", async () => {
      const message = newMessage();
      const sent = await open().send(message, never);
      expect(sent).toMatchObject({ isSent: true, left: [], isFinal: false });
      expect(sent.answer).not.toBe("");
      expect(other.taken()).toContain(message.deliveryId);
    });

    test("a refusal is told in the words of the other side, on one line and without our secret", async () => {
      other.behave("refuses");
      const { isSent, answer } = await open().send(newMessage(), never);
      expect(isSent).toBe(false);
      expect(answer).toMatch(/not today/);
      expect(answer).not.toMatch(/\n/);
      expect(answer).not.toContain(secretOfContract);
      expect(answer.length).toBeLessThanOrEqual(500);
    });

    test("one that hangs is given up after ten seconds, and when the caller stops", async () => {
      other.behave("hangs");
      const startMs = performance.now();
      const stopped = AbortSignal.timeout(300);
      expect(await open().send(newMessage(), stopped)).toMatchObject({ isSent: false });
      expect(performance.now() - startMs).toBeLessThan(5_000);
      const { isSent, answer } = await open().send(newMessage(), never);
      expect({ isSent, answer }).toEqual({ isSent: false, answer: "It did not answer within 10 s." });
    }, 20_000);

    test("one that closes half-way has not taken it", async () => {
      other.behave("closes half-way");
      const { isSent, answer } = await open().send(newMessage(), never);
      expect(isSent).toBe(false);
      expect(answer).toMatch(/could not be reached|closed/i);
    });

    test("a private address is not called unless that is allowed, nor one that a name changes to", async () => {
      const before = other.connections();
      const answers = ["93.184.216.34", "127.0.0.1"];
      const rebinding: Resolve = async () => [{ address: answers.shift() ?? "127.0.0.1", family: 4 }];
      await rebinding("the check of somebody before us");
      for (const resolve of [loopback, rebinding]) {
        const channel = other.open({ allowPrivate: false, resolve });
        const { isSent, answer } = await channel.send(newMessage(), never);
        expect(isSent).toBe(false);
        expect(answer).toMatch(/was not called.*private network/);
      }
      expect(other.connections()).toBe(before);
    });
  });
}
