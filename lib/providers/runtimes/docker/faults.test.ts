import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openContent, writeContent } from "#lib/providers/workspaced/files.ts";
import { createTerminal, listTerminals, readHealth } from "#lib/providers/workspaced/terminals.ts";
import { addressOf, newSpec } from "../contract.ts";
import type { Runtime, RuntimeRef, WorkspaceSpec } from "../port.ts";
import { testSockets } from "./fixtures/test-images.ts";
import { killWorkspaced, openTestRuntime, type TestRuntime } from "./fixtures/test-runtime.ts";
import { nameOf, networkLabels, networkOf, workspaceLabels } from "./names.ts";
import { toContainer } from "./spec.ts";
import { packTar } from "./tar.ts";

const socketPath = testSockets.docker;
const hasDocker = socketPath !== undefined;
const machine = { cpus: 1, memoryBytes: 2 ** 30 };

describe.skipIf(!hasDocker)(
  hasDocker ? "Docker" : "Docker: this machine has no socket of it",
  { timeout: 120_000 },
  () => {
    let ground: TestRuntime;
    let runtime: Runtime;
    const refs: RuntimeRef[] = [];
    beforeAll(async () => {
      ground = await openTestRuntime(socketPath ?? "");
      runtime = ground.open();
    }, 20 * 60_000);
    afterEach(async () => {
      for (const ref of refs.splice(0)) await runtime.remove(ref, { keepData: false });
    });
    afterAll(async () => expect(await ground.listLeft()).toEqual([]));

    const containerOf = (ref: RuntimeRef) => ground.engine.getContainer(nameOf(ref));
    const create = async (spec: WorkspaceSpec = newSpec()) => {
      refs.push(await runtime.create(spec));
      return { spec, ref: spec.workspaceId };
    };
    const createRunning = async (spec = newSpec()) => {
      const created = await create(spec);
      await runtime.start(created.ref);
      return { ...created, address: await addressOf(runtime, spec) };
    };
    const readNote = async (spec: WorkspaceSpec) => {
      let text = "";
      for await (const chunk of await openContent(await addressOf(runtime, spec), { path: "note.txt" }))
        text += chunk;
      return text;
    };

    test("the token is in no variable, label or argument, and its file is for the workspace's user to read alone", async () => {
      const { ref, spec } = await createRunning();
      expect(JSON.stringify(await containerOf(ref).inspect())).not.toContain(spec.token.reveal());
      const said = await ground.run(ref, ["stat", "-c", "%a %u %g", "/opt/lockkeeper/config.json"]);
      expect(said).toContain("440 0 1000");
      const told = await ground.run(ref, [
        "sh",
        "-c",
        "id -u; cat /proc/self/status; tr '\\0' '\\n' </proc/1/environ",
      ]);
      expect(told).toMatch(/^\S*1000\s/);
      expect(told).toMatch(/CapEff:\s0{16}/);
      expect(told).toMatch(/NoNewPrivs:\s1/);
      expect(told).not.toContain(spec.token.reveal());
    });

    test("a configuration without an end is not read, and start puts it back as it was", async () => {
      const { ref, spec } = await createRunning();
      const path = "/opt/lockkeeper/config.json";
      expect(await ground.run(ref, ["truncate", "-s", "100G", path])).toContain("denied");
      // As earlier versions left it: the user's own.
      const file = { name: "config.json", content: Buffer.from("{}"), mode: 0o600, ownerId: 1000 };
      await containerOf(ref).putArchive(packTar([file]), { path: "/opt/lockkeeper" });
      expect(await ground.run(ref, ["truncate", "-s", "100G", path])).toBe("");
      const after = ground.open();
      expect(await after.observe(ref)).toEqual({
        ref,
        state: "unreachable",
        reason: "Its configuration is not what it was: start it to have it put back.",
      });
      await after.start(ref, { token: spec.token });
      expect(await after.observe(ref)).toMatchObject({ state: "running" });
      expect(await ground.run(ref, ["stat", "-c", "%a %u %g", "/opt/lockkeeper/config.json"])).toContain(
        "440 0 1000",
      );
    });

    test("it is published on this machine alone", async () => {
      const { ref, address } = await createRunning();
      const { NetworkSettings } = await containerOf(ref).inspect();
      const published = Object.values(NetworkSettings.Ports).flat();
      expect(published.map(({ HostIp }) => HostIp)).toEqual(["127.0.0.1"]);
      expect(address.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    });

    test("stopped, killed, paused outside: each is seen and named, and start mends it", async () => {
      const { ref, address } = await createRunning();
      const container = containerOf(ref);
      await container.pause();
      expect(await runtime.observe(ref)).toMatchObject({
        state: "failed",
        reason: expect.stringContaining("paused"),
      });
      await runtime.start(ref);
      expect(await readHealth(address)).toMatchObject({ ok: true });

      await container.kill();
      await expect
        .poll(() => runtime.observe(ref))
        .toMatchObject({ state: "failed", reason: "It was killed from outside." });
      await runtime.start(ref);

      await container.stop();
      const stopped = { state: "stopped", reason: "It was stopped outside of Lockkeeper." };
      expect(await runtime.observe(ref)).toMatchObject(stopped);
      await runtime.start(ref);
      expect(await runtime.observe(ref)).toMatchObject({ state: "running" });

      await container.pause();
      await runtime.stop(ref);
      expect(await runtime.observe(ref)).toEqual({ ref, state: "stopped" });
    });

    test("running out of memory is named with the limit, of a program and of the whole", async () => {
      const limits = { cpus: null, memoryBytes: 256 * 1024 ** 2, processesMax: null };
      const { ref } = await createRunning(newSpec({ limits }));
      const controller = new AbortController();
      const telling = (async () => {
        for await (const _ of runtime.changes?.(controller.signal) ?? []);
      })();
      const eat = "const all = []; for (;;) all.push(Buffer.alloc(1e7, 1));";
      await ground.run(ref, ["/opt/lockkeeper/node/bin/node", "-e", eat]);
      await expect
        .poll(async () => (await runtime.observe(ref)).reason, { timeout: 10_000 })
        .toMatch(/^A program in it ran out of memory \(limit 256 MB\) and was killed at \d\d:\d\d UTC\.$/);
      await containerOf(ref).kill();
      await expect
        .poll(() => runtime.observe(ref))
        .toMatchObject({ state: "failed", reason: "It ran out of memory (limit 256 MB) and was killed." });
      controller.abort();
      await telling;
    });

    test("a workspaced that hangs is replaced by start, and its terminals go on", async () => {
      const { ref, spec, address } = await createRunning();
      await createTerminal(address, { name: "kept" });
      const before = await listTerminals(address);
      await ground.run(ref, ["pkill", "-STOP", "-f", "workspaced.mjs all"]);
      expect(await runtime.observe(ref)).toMatchObject({ state: "unreachable" });
      await runtime.start(ref);
      const after = await listTerminals(await addressOf(runtime, spec));
      expect(after.items.map(({ pid }) => pid)).toEqual(before.items.map(({ pid }) => pid));
    });

    test("one that ends as soon as it starts is given up with its last words", async () => {
      const { ref } = await create();
      const content = Buffer.from("echo It is broken.; exit 3\n");
      const archive = packTar([{ name: "entrypoint.sh", content, mode: 0o644, ownerId: 0 }]);
      await containerOf(ref).putArchive(archive, { path: "/opt/lockkeeper" });
      await expect(runtime.start(ref)).rejects.toThrow("does not come up: It is broken.");
    });

    test("another version is laid over the old one at the next start, and its terminals go on", async () => {
      const { ref, spec, address } = await createRunning();
      await createTerminal(address, { name: "kept" });
      const before = await listTerminals(address);
      const bundle = (await ground.options.program.readBundle()).toString();
      const { version } = ground.options.program;
      const next = Buffer.from(bundle.replaceAll(`version: "${version}"`, 'version: "99.0.0"'));
      const upgraded = ground.open({ program: { version: "99.0.0", readBundle: async () => next } });
      await upgraded.start(ref);
      expect(await upgraded.observe(ref)).toMatchObject({ state: "running", version: "99.0.0" });
      const after = await listTerminals(await addressOf(upgraded, spec));
      expect(after.items.map(({ pid }) => pid)).toEqual(before.items.map(({ pid }) => pid));
    });

    test("a killed workspaced comes back by itself within a second or so", async () => {
      const { ref, address } = await createRunning();
      const { pid } = await readHealth(address);
      await killWorkspaced(ground, ref);
      const pidNow = async () => (await readHealth(address).catch(() => undefined))?.pid ?? pid;
      await expect.poll(pidNow, { timeout: 15_000 }).not.toBe(pid);
    });

    test("a container removed outside is missing, and made again around its files", async () => {
      const { ref, spec, address } = await createRunning();
      await writeContent(address, { path: "note.txt" }, Buffer.from("kept"), {});
      await containerOf(ref).remove({ force: true });
      expect(await runtime.observe(ref)).toEqual({ ref, state: "missing" });
      const kinds = (await runtime.listBelongings()).map(({ kind }) => kind);
      expect(kinds).toContain("volume");
      await runtime.create(spec);
      await runtime.start(ref);
      expect(await readNote(spec)).toBe("kept");
    });

    test("a project's network that is gone is made again by start", async () => {
      const { ref, spec } = await create();
      await ground.engine.getNetwork(networkOf(spec.projectId)).remove();
      await runtime.start(ref);
      expect(await runtime.observe(ref)).toMatchObject({ state: "running" });
    });

    test("removed outside and then here, nothing of it is left, nor of what its image brought", async () => {
      const spec = newSpec();
      const image = await ground.options.images.tagFor({ image: null });
      const { engine, installation } = ground;
      const safe = toContainer({ installation, machine }, spec, image);
      await runtime.create(spec);
      await containerOf(spec.workspaceId).remove({ force: true });
      await runtime.remove(spec.workspaceId, { keepData: false });
      expect(await ground.listLeft()).toEqual([]);

      await runtime.create(spec);
      await containerOf(spec.workspaceId).remove({ force: true });
      await engine.createContainer({ ...safe, Volumes: { "/brought": {} } });
      const { Mounts } = await containerOf(spec.workspaceId).inspect();
      const brought = Mounts.find(({ Destination }) => Destination === "/brought")?.Name ?? "";
      expect(await engine.getVolume(brought).inspect()).toMatchObject({ Name: brought });
      await runtime.remove(spec.workspaceId, { keepData: false });
      await expect(engine.getVolume(brought).inspect()).rejects.toMatchObject({ statusCode: 404 });
      expect(await ground.listLeft()).toEqual([]);
    });

    test("two workspaces of a project share its network, which goes with the last", async () => {
      const { spec } = await create();
      const second = await create(newSpec({ projectId: spec.projectId }));
      const networks = async () =>
        (await runtime.listBelongings()).filter(({ kind }) => kind === "network").length;
      expect(await networks()).toBe(1);
      await runtime.start(second.ref);
      await runtime.remove(spec.workspaceId, { keepData: false });
      expect(await networks()).toBe(1);
      await runtime.remove(second.ref, { keepData: false });
      expect(await networks()).toBe(0);
    });

    test("creations, starts and removals of one workspace from two servers at once end well", async () => {
      const spec = newSpec();
      refs.push(spec.workspaceId);
      const servers = [runtime, ground.open(), ground.open()];
      const made = await Promise.all(servers.map((server) => server.create(spec)));
      expect(new Set(made)).toEqual(new Set([spec.workspaceId]));
      await Promise.all(servers.map((server) => server.start(spec.workspaceId)));
      await addressOf(runtime, spec);
      await Promise.all(servers.map((server) => server.stop(spec.workspaceId)));
      await Promise.all(servers.map((server) => server.remove(spec.workspaceId, { keepData: false })));
      expect(await runtime.observe(spec.workspaceId)).toMatchObject({ state: "missing" });
    });

    test("a creation that was cut short anywhere is gone on with", async () => {
      const { engine, installation, options } = ground;
      const image = await options.images.tagFor({ image: null });
      const steps = [
        (spec: WorkspaceSpec) =>
          engine.createVolume({
            Name: nameOf(spec.workspaceId),
            Labels: workspaceLabels(installation, spec),
          }),
        (spec: WorkspaceSpec) =>
          engine.createNetwork({
            Name: networkOf(spec.projectId),
            Labels: networkLabels(installation, spec.projectId),
          }),
        (spec: WorkspaceSpec) => engine.createContainer(toContainer({ installation, machine }, spec, image)),
      ];
      for (let done = 1; done <= steps.length; done += 1) {
        const spec = newSpec();
        refs.push(spec.workspaceId);
        for (const step of steps.slice(0, done)) await step(spec);
        await runtime.create(spec);
        await runtime.start(spec.workspaceId);
        await addressOf(runtime, spec);
      }
    });

    test("nothing of another installation on the same engine is seen or touched", async () => {
      const { ref, spec } = await createRunning();
      const stranger = ground.open({ installation: "0000000000000000" });
      expect(await stranger.observe(ref)).toEqual({ ref, state: "missing" });
      expect(await stranger.list()).toEqual([]);
      expect(await stranger.listBelongings()).toEqual([]);
      await stranger.stop(ref);
      await expect(stranger.remove(ref, { keepData: false })).rejects.toThrow(/not the reference/);
      await stranger.removeBelonging({ kind: "container", name: nameOf(ref) });
      await expect(stranger.create(spec)).rejects.toThrow(/not of this installation/);
      expect(await runtime.observe(ref)).toMatchObject({ state: "running" });
    });

    test("a workspace whose volume is full can be stopped and started", async () => {
      const spec = newSpec();
      const ref = spec.workspaceId;
      refs.push(ref);
      await ground.engine.createVolume({
        Name: nameOf(ref),
        Labels: workspaceLabels(ground.installation, spec),
        DriverOpts: { type: "tmpfs", device: "tmpfs", o: "size=8m,uid=1000,gid=1000" },
      });
      await runtime.create(spec);
      await runtime.start(ref);
      await ground.run(ref, ["dd", "if=/dev/zero", "of=/workspace/contract/fill", "bs=64k"]);
      await runtime.stop(ref);
      await runtime.start(ref);
      expect(await runtime.observe(ref)).toMatchObject({ state: "running" });
    });
  },
);
