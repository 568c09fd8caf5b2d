import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { secret } from "#lib/kernel/secret.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import { openContent, writeContent } from "#lib/providers/workspaced/files.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";
import { createTerminal, listTerminals, readHealth } from "#lib/providers/workspaced/terminals.ts";
import { openTestViewer } from "#workspaced/terminals/test-viewer.ts";
import type { LogLine, Runtime, RuntimeRef, Stats, WorkspaceSpec } from "./port.ts";

/** What every runtime driver must pass, on its real ground with the real workspaced. */
export interface RuntimeContractSetup {
  /** Another driver on the same ground, as after a restart of the server. */
  open(): Runtime;
  /** Ends workspaced as kill -9 does, and nothing else. */
  kill(ref: RuntimeRef): Promise<void>;
  close(): Promise<void>;
}

export function newSpec(changes: Partial<WorkspaceSpec> = {}): WorkspaceSpec {
  return {
    workspaceId: newId(),
    projectId: newId(),
    slug: "contract",
    token: secret(randomBytes(32).toString("hex")),
    source: { type: "empty" },
    image: null,
    limits: { cpus: null, memoryBytes: null, processesMax: null },
    ...changes,
  };
}

/** Where workspaced answers; fails the test where it does not. */
export async function addressOf(runtime: Runtime, spec: WorkspaceSpec): Promise<WorkspacedAddress> {
  const observed = await runtime.observe(spec.workspaceId);
  expect(observed).toMatchObject({ state: "running", address: expect.any(String) });
  return { baseUrl: observed.address ?? "", token: spec.token.reveal() };
}

/** The first on an engine may have to build its image. */
const setUpDeadlineMs = 20 * 60_000;

export function describeRuntimeContract(name: string, setUp: () => Promise<RuntimeContractSetup>): void {
  describe(`runtime ${name}`, { timeout: 120_000 }, () => {
    let setup: RuntimeContractSetup;
    let runtime: Runtime;
    const refs: RuntimeRef[] = [];

    beforeAll(async () => {
      setup = await setUp();
      runtime = setup.open();
    }, setUpDeadlineMs);
    afterEach(async () => {
      for (const ref of refs.splice(0)) await runtime.remove(ref, { keepData: false });
    });
    afterAll(() => setup?.close());

    const create = async (spec = newSpec()) => {
      const ref = await runtime.create(spec);
      refs.push(ref);
      return { spec, ref };
    };
    const createRunning = async () => {
      const created = await create();
      await runtime.start(created.ref);
      return { ...created, address: await addressOf(runtime, created.spec) };
    };

    test("a workspace is created, started, stopped and removed, and each is true again when said again", async () => {
      const spec = newSpec();
      const { ref } = await create(spec);
      expect(await runtime.create(spec)).toBe(ref);
      expect(await runtime.observe(ref)).toEqual({ ref, state: "stopped" });

      await runtime.start(ref);
      const first = await runtime.observe(ref);
      expect(first).toMatchObject({ ref, state: "running", startedAt: expect.any(Date) });
      await runtime.start(ref);
      expect(await runtime.observe(ref)).toEqual(first);
      expect(await readHealth(await addressOf(runtime, spec))).toMatchObject({ ok: true });

      await runtime.stop(ref);
      await runtime.stop(ref);
      expect(await runtime.observe(ref)).toEqual({ ref, state: "stopped" });

      await runtime.remove(ref, { keepData: false });
      await runtime.remove(ref, { keepData: false });
      expect(await runtime.observe(ref)).toEqual({ ref, state: "missing" });
    });

    test("only the workspace's own token is let in", async () => {
      const { address } = await createRunning();
      const stranger = { ...address, token: "x".repeat(64) };
      await expect(readHealth(stranger)).rejects.toMatchObject({ status: 401 });
    });

    test("an unknown workspace is missing, cannot be started, and is stopped and removed already", async () => {
      const ref = newId();
      expect(await runtime.observe(ref)).toEqual({ ref, state: "missing" });
      await expect(runtime.start(ref)).rejects.toBeInstanceOf(ProviderError);
      await runtime.stop(ref);
      await runtime.remove(ref, { keepData: false });
      expect(await runtime.observe("../../etc")).toEqual({ ref: "../../etc", state: "missing" });
    });

    test("a workspace that exists is not created again with another source or token", async () => {
      const { spec } = await create();
      for (const change of [{ token: secret("y".repeat(64)) }, { source: { type: "git" } as const }]) {
        await expect(runtime.create({ ...spec, ...change })).rejects.toThrow(/exists already/);
      }
    });

    test("the list tells what exists, and what state it is in", async () => {
      const running = await createRunning();
      const { ref } = await create();
      const found = new Map((await runtime.list()).map((observed) => [observed.ref, observed.state]));
      expect(found.get(running.ref)).toBe("running");
      expect(found.get(ref)).toBe("stopped");
      await runtime.remove(ref, { keepData: true });
      expect((await runtime.list()).map((observed) => observed.ref)).not.toContain(ref);
    });

    test("two starts at once, from two servers, give one workspaced", async () => {
      const { ref, spec } = await create();
      const others = [runtime, setup.open(), runtime, setup.open()];
      await Promise.all(others.map((other) => other.start(ref)));
      const { pid } = await readHealth(await addressOf(runtime, spec));
      for (const other of others)
        expect((await readHealth(await addressOf(other, spec))).pid, "one process").toBe(pid);
    });

    test("a killed workspaced is seen or back by itself, and starts again with its terminals", async () => {
      const { ref, spec, address } = await createRunning();
      const { pid } = await readHealth(address);
      await createTerminal(address, { name: "kept" });
      const { kind, items } = await listTerminals(address);
      await setup.kill(ref);
      const observed = await runtime.observe(ref);
      expect(observed.state).toMatch(/^(failed|unreachable|running)$/);
      await runtime.start(ref);
      expect((await readHealth(await addressOf(runtime, spec))).pid).not.toBe(pid);
      const after = await listTerminals(await addressOf(runtime, spec));
      // Without tmux terminals end with workspaced, and say so by being gone.
      expect(after.items.map(({ pid }) => pid)).toEqual(kind === "tmux" ? items.map(({ pid }) => pid) : []);
    });

    test("a restarted server finds what runs, and disturbs nothing", async () => {
      const { ref, spec, address } = await createRunning();
      await createTerminal(address, { name: "kept" });
      const before = await runtime.observe(ref);
      const other = setup.open();
      expect(await other.observe(ref)).toEqual(before);
      await other.start(ref);
      expect(await other.observe(ref)).toEqual(before);
      expect((await listTerminals(await addressOf(other, spec))).items).toMatchObject([{ name: "kept" }]);
    });

    test("stop ends the terminals, and what left them", async () => {
      const { ref, spec, address } = await createRunning();
      await createTerminal(address, { name: "busy" });
      const viewer = await openTestViewer(address, "busy", { cols: 200, rows: 20 });
      viewer.type("while :; do date +%s%N > alive; sleep 0.1; done & trap '' TERM; echo star''ted\r");
      viewer.type("nohup setsid sh -c 'while :; do date +%s%N > left; sleep 0.1; done' >/dev/null 2>&1 &\r");
      await viewer.sees("started");
      const read = (path: string, from: WorkspacedAddress) => openContent(from, { path }).then(textOf);
      for (const path of ["alive", "left"]) {
        await expect.poll(() => read(path, address).catch(() => ""), { timeout: 10_000 }).not.toBe("");
      }
      await viewer.close();
      await runtime.stop(ref);
      await runtime.start(ref);
      const again = await addressOf(runtime, spec);
      expect((await listTerminals(again)).items).toEqual([]);
      for (const path of ["alive", "left"]) {
        const then = await read(path, again);
        // A loop that still ran would have written several times.
        await wait(500);
        expect(await read(path, again), `${path} is written no more`).toBe(then);
      }
    });

    test("kept data is there again when the workspace is created again", async () => {
      const { ref, spec, address } = await createRunning();
      await writeContent(address, { path: "note.txt" }, Buffer.from("kept"), {});
      await runtime.remove(ref, { keepData: true });
      expect(await runtime.observe(ref)).toEqual({ ref, state: "missing" });
      const next = { ...spec, token: secret("z".repeat(64)) };
      await runtime.create(next);
      await runtime.start(ref);
      const content = await openContent(await addressOf(runtime, next), { path: "note.txt" });
      expect(await textOf(content)).toBe("kept");
    });

    test("the log is told from its beginning, from a time on, and as it grows", async () => {
      const { ref } = await createRunning();
      const read = async () => {
        const lines: LogLine[] = [];
        for await (const line of runtime.logs(ref)) lines.push(line);
        return lines;
      };
      // It answers before its line has gone all the way.
      const told = async () => (await read()).map(({ text }) => text).join("\n");
      await expect.poll(told, { timeout: 10_000 }).toContain("workspaced listens");
      const lines = await read();
      expect(lines.every(({ at }) => at === null || at <= new Date())).toBe(true);
      for await (const { at } of runtime.logs(ref, { since: new Date(Date.now() + 60_000) }))
        expect(at).toBeNull();

      const controller = new AbortController();
      const isTold = (async () => {
        for await (const { text } of runtime.logs(ref, { follow: true, signal: controller.signal })) {
          if (text.includes("workspaced stops")) controller.abort();
        }
      })();
      await runtime.stop(ref);
      await isTold;
    });

    test("stats tell memory and processes while it runs, where the runtime has them", async () => {
      if (!runtime.capabilities.stats) return;
      const { ref } = await createRunning();
      const samples: Stats[] = [];
      for await (const sample of runtime.stats(ref, { intervalMs: 100 })) {
        if (samples.push(sample) === 2) break;
      }
      for (const { memoryBytes, cpuPercent, processes } of samples) {
        expect(memoryBytes).toBeGreaterThan(10_000_000);
        expect(cpuPercent).toBeGreaterThanOrEqual(0);
        expect(processes).toBeGreaterThanOrEqual(1);
      }
    });

    test("what it made is listed as its own, until it is removed by name", async () => {
      const { ref, spec } = await create();
      const ofSpec = async () =>
        (await runtime.listBelongings()).filter(({ projectId }) => projectId === spec.projectId);
      expect((await ofSpec()).some(({ workspaceId }) => workspaceId === ref)).toBe(true);
      expect((await ofSpec()).every(({ createdAt }) => createdAt instanceof Date)).toBe(true);
      // What holds others goes first.
      const order = ["container", "volume", "network", "folder"];
      const all = (await ofSpec()).sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
      for (const belonging of [...all, ...all]) await runtime.removeBelonging(belonging);
      expect(await ofSpec()).toEqual([]);
      expect(await runtime.observe(ref)).toEqual({ ref, state: "missing" });
    });

    test("limits change while it runs, and nothing in it ends", async () => {
      const { ref, address } = await createRunning();
      const { pid } = await readHealth(address);
      const limits = { cpus: 1.5, memoryBytes: 768 * 1024 ** 2, processesMax: 300 };
      await runtime.update(ref, limits);
      expect((await readHealth(address)).pid).toBe(pid);
      if (!runtime.capabilities.resourceLimits) return;
      for await (const { memoryMaxBytes } of runtime.stats(ref, { intervalMs: 100 })) {
        expect(memoryMaxBytes).toBe(limits.memoryBytes);
        break;
      }
    });

    test("a change is told, where the runtime tells any, and the telling ends with its signal", async () => {
      if (runtime.changes === undefined) return;
      const { ref } = await createRunning();
      const controller = new AbortController();
      const told: RuntimeRef[] = [];
      const telling = (async () => {
        for await (const changed of runtime.changes?.(controller.signal) ?? []) told.push(changed);
      })();
      await expect.poll(() => told, { timeout: 10_000 }).toContain(ref);
      told.length = 0;
      await runtime.stop(ref);
      await expect.poll(() => told, { timeout: 10_000 }).toContain(ref);
      controller.abort();
      await telling;
    });

    test("programs in it are told where this server is", async () => {
      const { ref } = await createRunning();
      const back = await runtime.findWayBack(ref);
      if (runtime.capabilities.isIsolated) expect(back?.host).toMatch(/^[\d.]+$/);
      else expect(back).toBeNull();
    });

    test("every call ends by its deadline or its signal", async () => {
      const { ref } = await create();
      const late = await runtime.start(ref, { deadlineMs: 1 }).catch((error: unknown) => error);
      expect(late).toMatchObject({ name: "ProviderError", isRetryable: true });
      const reason = new Error("not wanted any more");
      const signal = AbortSignal.abort(reason);
      for (const call of [
        runtime.start(ref, { signal }),
        runtime.stop(ref, { signal }),
        runtime.observe(ref, { signal }),
        runtime.list({ signal }),
        runtime.remove(ref, { keepData: false, signal }),
        runtime.create(newSpec(), { signal }),
      ]) {
        await expect(call).rejects.toBe(reason);
      }
      await runtime.start(ref);
    });
  });
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += chunk.toString();
  return text;
}
