import { randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collect, endOf, eventsOf, latest } from "./event-list.ts";
import type { AgentDriver, AgentEndpoint, AgentEvent, FollowLimits } from "./port.ts";
import { AgentUnreachable } from "./port.ts";
import { readVerdict, reviewVerdictFormat } from "./verdict.ts";

/**
 * What every agent driver must pass, against the real agent with a scripted model. The model's script is part of the contract:
 * `contract-script.ts` says what each prompt below makes the model do.
 */
export type AgentHost = {
  endpoint: AgentEndpoint;
  kill: () => Promise<void>;
};

export type AgentContractSetup = {
  driver: AgentDriver;
  directory: string;
  model: string;
  /** Starts the agent; a second start finds what an earlier one left behind. */
  start: () => Promise<AgentHost>;
  close: () => Promise<void>;
};

const turnDeadlineMs = 60_000;

export function describeAgentContract(name: string, setUp: () => Promise<AgentContractSetup>): void {
  describe(`agent ${name}`, { timeout: 90_000 }, () => {
    let setup: AgentContractSetup;
    let host: AgentHost;

    beforeAll(async () => {
      setup = await setUp();
      host = await setup.start();
    }, 120_000);
    afterAll(async () => {
      await host?.kill();
      await setup?.close();
    });

    const open = async (options: { isReadOnly?: boolean } = {}) => {
      const session = await setup.driver.createSession(host.endpoint, {
        title: "A contract test",
        runId: randomUUID(),
        model: setup.model,
        ...options,
      });
      return session.sessionId;
    };

    /** Prompts, follows to the end and answers asks with `react`. */
    const turn = async (
      sessionId: string,
      text: string,
      react: (event: AgentEvent) => Promise<unknown> | undefined = () => undefined,
      options: { format?: Record<string, unknown>; limits?: Partial<FollowLimits> } = {},
    ): Promise<AgentEvent[]> => {
      const messageId = await setup.driver.createMessageId(host.endpoint, sessionId);
      await setup.driver.prompt(host.endpoint, sessionId, { messageId, text, format: options.format });
      const events: AgentEvent[] = [];
      const signal = AbortSignal.timeout(turnDeadlineMs);
      const following = setup.driver.follow(host.endpoint, sessionId, {
        since: messageId,
        signal,
        limits: options.limits,
      });
      for await (const event of following) {
        events.push(event);
        await react(event);
      }
      return events;
    };

    test("tells its health, and a wrong password or a closed port is unhealthy without throwing", async () => {
      const { driver } = setup;
      expect(await driver.health(host.endpoint)).toMatchObject({ isHealthy: true });
      expect(await driver.health({ ...host.endpoint, headers: {} })).toMatchObject({ isHealthy: false });
      const closed = { ...host.endpoint, baseUrl: "http://127.0.0.1:1" };
      expect(await driver.health(closed)).toMatchObject({ isHealthy: false });
    });

    test("writes a file in the worktree, runs a command, streams its text and counts its tokens", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: write and run");
      expect(endOf(events)).toMatchObject({ reason: "completed", answer: { text: "All written." } });
      expect(await readFile(join(setup.directory, "written.txt"), "utf8")).toBe("written by the agent\n");
      const tools = latest(events, "tool");
      expect(tools.map((tool) => [tool.name, tool.state])).toEqual([
        ["write", "completed"],
        ["bash", "completed"],
      ]);
      expect(tools[1]?.output).toContain("written.txt");
      const texts = latest(events, "text");
      expect(texts.map((text) => [text.role, text.text])).toEqual([
        ["user", "contract: write and run"],
        ["assistant", "I write the file."],
        ["assistant", "All written."],
      ]);
      const deltas = eventsOf(events, "text").flatMap((event) => (event.delta === null ? [] : [event.delta]));
      expect(deltas.length).toBeGreaterThanOrEqual(3);
      const usage = latest(events, "usage")[0];
      expect(usage?.tokens).toMatchObject({ input: 300, output: 60 });
      expect(usage?.costUsd).toBeGreaterThan(0);
    });

    test("tells every fact once: keys with the same revision do not repeat, and a snapshot has the same ones", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: say hello");
      // A status comes back by nature: idle before the agent has begun, and idle again behind its work.
      const told = events
        .filter((event) => event.kind !== "reconciled" && event.kind !== "status")
        .map((event) => `${event.key} ${event.revision}`);
      expect(new Set(told).size).toBe(told.length);
      const snapshot = await setup.driver.snapshot(host.endpoint, sessionId);
      const lasting = (list: AgentEvent[]) =>
        new Map(eventsOf(list, "text", "tool", "usage").map((event) => [event.key, event.revision]));
      expect(lasting(snapshot)).toEqual(lasting(events));
    });

    test("does not send a prompt twice that has the same message id", async () => {
      const sessionId = await open();
      const messageId = await setup.driver.createMessageId(host.endpoint, sessionId);
      const prompt = { messageId, text: "contract: say hello" };
      await setup.driver.prompt(host.endpoint, sessionId, prompt);
      await setup.driver.prompt(host.endpoint, sessionId, prompt);
      const events = await collect(setup.driver.follow(host.endpoint, sessionId, { since: messageId }));
      expect(latest(events, "text").map((text) => text.role)).toEqual(["user", "assistant"]);
    });

    test("asks before it leaves the worktree and goes on once it may", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: leave the worktree", (event) => {
        if (event.kind !== "permission" || event.state !== "asked") return undefined;
        return setup.driver.answerPermission(host.endpoint, event.id, { reply: "once" });
      });
      const asks = eventsOf(events, "permission");
      expect(asks.map((ask) => [ask.permission, ask.state, ask.reply])).toEqual([
        ["external_directory", "asked", null],
        ["external_directory", "settled", "once"],
      ]);
      expect(latest(events, "tool")[0]?.state).toBe("completed");
      expect(endOf(events).reason).toBe("completed");
      const [ask] = asks;
      const isOpen = await setup.driver.answerPermission(host.endpoint, ask?.id ?? "", { reply: "once" });
      expect(isOpen).toBe(false);
    });

    test("a rejected permission fails the tool and tells the agent why", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: leave the worktree", (event) => {
        if (event.kind !== "permission" || event.state !== "asked") return undefined;
        return setup.driver.answerPermission(host.endpoint, event.id, {
          reply: "reject",
          message: "Stay inside.",
        });
      });
      expect(latest(events, "permission")[0]).toMatchObject({ state: "settled", reply: "reject" });
      expect(latest(events, "tool")[0]).toMatchObject({ state: "error" });
      expect(latest(events, "tool")[0]?.error).toContain("Stay inside.");
      expect(endOf(events).reason).toBe("completed");
    });

    test("a rejection without a word also ends the turn", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: leave the worktree", (event) => {
        if (event.kind !== "permission" || event.state !== "asked") return undefined;
        return setup.driver.answerPermission(host.endpoint, event.id, { reply: "reject" });
      });
      expect(latest(events, "tool")[0]).toMatchObject({ state: "error" });
      expect(endOf(events).reason).toBe("completed");
    });

    test("asks a question, takes the answer, and a rejected question does not hang", async () => {
      const sessionId = await open();
      const answered = await turn(sessionId, "contract: ask", (event) => {
        if (event.kind !== "question" || event.state !== "asked") return undefined;
        expect(event.questions[0]?.options.map((option) => option.label)).toEqual(["Blue", "Green"]);
        return setup.driver.answerQuestion(host.endpoint, event.id, [["Green"]]);
      });
      expect(latest(answered, "question")[0]).toMatchObject({ state: "settled", answers: [["Green"]] });
      expect(endOf(answered)).toMatchObject({ reason: "completed", answer: { text: "It will be Green." } });
      const rejected = await turn(sessionId, "contract: ask", (event) => {
        if (event.kind !== "question" || event.state !== "asked") return undefined;
        return setup.driver.rejectQuestion(host.endpoint, event.id);
      });
      expect(latest(rejected, "question")[0]).toMatchObject({ state: "settled", answers: null });
      expect(endOf(rejected).reason).toBe("completed");
    });

    test("an open ask is told again to one who begins to follow later", async () => {
      const sessionId = await open();
      const messageId = await setup.driver.createMessageId(host.endpoint, sessionId);
      await setup.driver.prompt(host.endpoint, sessionId, { messageId, text: "contract: ask" });
      const first = new AbortController();
      for await (const event of setup.driver.follow(host.endpoint, sessionId, {
        since: messageId,
        signal: first.signal,
      })) {
        if (event.kind === "question") first.abort();
      }
      const asked: string[] = [];
      for await (const event of setup.driver.follow(host.endpoint, sessionId, { since: messageId })) {
        if (event.kind === "reconciled" && asked.length === 0) expect(event.openAskIds).toHaveLength(1);
        if (event.kind !== "question" || event.state !== "asked") continue;
        asked.push(event.id);
        await setup.driver.answerQuestion(host.endpoint, event.id, [["Blue"]]);
      }
      expect(asked).toHaveLength(1);
    });

    test("a child session's ask is surfaced, its tokens are counted, and its end is not the end", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: call a child", (event) => {
        if (event.kind !== "permission" || event.state !== "asked") return undefined;
        return setup.driver.answerPermission(host.endpoint, event.id, { reply: "once" });
      });
      expect(latest(events, "permission").map((ask) => ask.reply)).toEqual(["once"]);
      expect(endOf(events)).toMatchObject({ reason: "completed", answer: { text: "The child is back." } });
      expect(latest(events, "usage")[0]?.tokens).toMatchObject({ input: 400, output: 80 });
      const [call] = latest(events, "tool").filter(({ name }) => name === "task");
      expect(call?.within).toBeNull();
      const inner = events.flatMap((event) =>
        (event.kind === "text" || event.kind === "tool") && event.within === call?.key ? [event] : [],
      );
      expect(latest(inner, "tool")).toMatchObject([{ name: "read", state: "completed" }]);
      expect(latest(inner, "text").map(({ text }) => text)).toEqual(["The child looked."]);
    });

    test("a turn is aborted in the middle, and the session takes a follow-up that knows what was before", async () => {
      const sessionId = await open();
      const aborted = await turn(sessionId, "contract: hang", (event) => {
        if (event.kind !== "text" || event.role !== "assistant") return undefined;
        return setup.driver.abort(host.endpoint, sessionId);
      });
      expect(endOf(aborted).reason).toBe("aborted");
      expect(eventsOf(aborted, "error")).toEqual([]);
      const next = await turn(sessionId, "contract: what was before?");
      expect(endOf(next)).toMatchObject({ reason: "completed", answer: { text: "Before: contract: hang" } });
      expect(eventsOf(next, "text").some((event) => event.text.includes("hang.."))).toBe(false);
    });

    test("a model that never answers can be aborted, and aborting again does no harm", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: never answer", (event) =>
        event.kind === "reconciled" ? setup.driver.abort(host.endpoint, sessionId) : undefined,
      );
      expect(endOf(events).reason).toBe("aborted");
      await setup.driver.abort(host.endpoint, sessionId);
    });

    test("a refused key is an error at once", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: fail with 401");
      expect(eventsOf(events, "error")[0]).toMatchObject({ isRetryable: false, httpStatus: 401 });
      expect(endOf(events)).toMatchObject({ reason: "error" });
      expect(endOf(events).message).toContain("no such key");
      expect(endOf(await turn(sessionId, "contract: say hello")).reason).toBe("completed");
    });

    test("a failing model is retried visibly and given up after a limit", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: fail with 500", undefined, {
        limits: { retryAttemptsMax: 2 },
      });
      const retries = eventsOf(events, "status").filter((event) => event.status === "retry");
      // A status has no order of its own: one may be told by the stream once more after it was read.
      expect([...new Set(retries.map((event) => event.attempt))]).toEqual([1, 2]);
      expect(endOf(events)).toMatchObject({ reason: "error" });
      expect(endOf(events).message).toContain("out of order");
    });

    test("an answer that breaks off is not the end: the model goes on with it, and is given up where it always breaks off", async () => {
      const once = await turn(await open(), "contract: break off once");
      expect(endOf(once)).toMatchObject({ reason: "completed", answer: { text: "All of it." } });
      const sessionId = await open();
      const always = await turn(sessionId, "contract: break off always");
      expect(endOf(always)).toMatchObject({ reason: "interrupted" });
      expect(endOf(always).message).toMatch(/broke off \d times/);
      expect(endOf(await turn(sessionId, "contract: say hello")).reason).toBe("completed");
    });

    test("a reviewing session answers with a verdict, and it can only read", async () => {
      const sessionId = await open({ isReadOnly: true });
      const events = await turn(sessionId, "contract: review", undefined, { format: reviewVerdictFormat });
      const end = endOf(events);
      expect(end.reason).toBe("completed");
      expect(readVerdict(end.answer)).toMatchObject({
        verdict: "changes",
        comments: [{ path: "README.md", line: 1 }],
      });
      await expect(stat(join(setup.directory, "by-reviewer.txt"))).rejects.toThrow();
      const again = await turn(sessionId, "contract: review", undefined, { format: reviewVerdictFormat });
      expect(readVerdict(endOf(again).answer)).toMatchObject({ verdict: "changes" });
    });

    test("a verdict that comes as text is read all the same", async () => {
      const sessionId = await open({ isReadOnly: true });
      const events = await turn(sessionId, "contract: verdict as text");
      expect(readVerdict(endOf(events).answer)).toMatchObject({ verdict: "approve" });
    });

    test("the agent's shell sees neither the password nor the gateway's token", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: show the environment");
      const output = latest(events, "tool")[0]?.output ?? "";
      expect(output).toContain("PATH=");
      expect(output).not.toMatch(/PASSWORD|TOKEN|CONFIG_CONTENT/);
    });

    test("a follower whose connection breaks sees the same turn, without gap or double", async () => {
      const sessionId = await open();
      const events = await turn(sessionId, "contract: speak slowly", undefined, {
        limits: { silenceMs: 700 },
      });
      expect(eventsOf(events, "reconciled").length).toBeGreaterThan(1);
      expect(latest(events, "text").at(-1)?.text).toBe("one two three four");
      expect(endOf(events).answer.text).toBe("one two three four");
    });

    test("killed in the middle of a turn it is unreachable; after the restart the transcript is whole and goes on", async () => {
      const sessionId = await open();
      const messageId = await setup.driver.createMessageId(host.endpoint, sessionId);
      await setup.driver.prompt(host.endpoint, sessionId, { messageId, text: "contract: work, then hang" });
      const before: AgentEvent[] = [];
      const limits = { unreachableAfterMs: 2_000, settleMs: 1_000 };
      const following = setup.driver.follow(host.endpoint, sessionId, { since: messageId, limits });
      const lost = (async () => {
        for await (const event of following) {
          before.push(event);
          if (event.kind === "text" && event.text === "Now it hangs.") await host.kill();
        }
      })();
      await expect(lost).rejects.toThrow(AgentUnreachable);
      host = await setup.start();
      const after = await collect(
        setup.driver.follow(host.endpoint, sessionId, { since: messageId, limits }),
      );
      expect(endOf(after)).toMatchObject({ reason: "interrupted" });
      const finishedTool = latest(before, "tool")[0];
      expect(latest(after, "tool")[0]).toEqual(finishedTool);
      expect(finishedTool?.state).toBe("completed");
      expect(latest(after, "text")[0]?.text).toBe("contract: work, then hang");
      const next = await turn(sessionId, "contract: say hello");
      expect(endOf(next)).toMatchObject({ reason: "completed", answer: { text: "Hello." } });
    });

    test("killed while a command runs and while it asks, neither is busy or open after the restart", async () => {
      const running = await open();
      const asking = await open();
      const runningId = await setup.driver.createMessageId(host.endpoint, running);
      const askingId = await setup.driver.createMessageId(host.endpoint, asking);
      await setup.driver.prompt(host.endpoint, running, {
        messageId: runningId,
        text: "contract: run for ever",
      });
      await setup.driver.prompt(host.endpoint, asking, { messageId: askingId, text: "contract: ask" });
      const until = async (sessionId: string, since: string, isReached: (event: AgentEvent) => boolean) => {
        for await (const event of setup.driver.follow(host.endpoint, sessionId, { since }))
          if (isReached(event)) return;
      };
      await until(running, runningId, (event) => event.kind === "tool" && event.state === "running");
      await until(asking, askingId, (event) => event.kind === "question");
      await host.kill();
      host = await setup.start();
      const limits = { settleMs: 500 };
      const after = await collect(setup.driver.follow(host.endpoint, running, { since: runningId, limits }));
      expect(latest(after, "tool")[0]).toMatchObject({ state: "error" });
      expect(endOf(after).reason).toBe("interrupted");
      const asked = await collect(setup.driver.follow(host.endpoint, asking, { since: askingId, limits }));
      expect(eventsOf(asked, "reconciled").at(-1)?.openAskIds).toEqual([]);
      expect(endOf(asked).reason).toBe("interrupted");
      expect(endOf(await turn(running, "contract: say hello")).reason).toBe("completed");
      expect(endOf(await turn(asking, "contract: say hello")).reason).toBe("completed");
    });
  });
}
