import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildImage } from "./build-image.ts";
import type { Images } from "./context.ts";
import { openEngine } from "./engine.ts";
import { testImages, testSockets } from "./fixtures/test-images.ts";
import { packTar } from "./tar.ts";

const minuteMs = 60_000;

describe.for(Object.entries(testSockets))("images on %s", { timeout: 5 * minuteMs }, ([name, socketPath]) => {
  // Without the engine on this machine there is nothing to ask.
  const promise = socketPath === undefined ? test.skip : test;
  const engine = openEngine(socketPath ?? "/nonexistent");
  const made = new Set<string>();
  let images: Images;
  let usual: string;

  beforeAll(async () => {
    if (socketPath === undefined) return;
    images = await testImages(socketPath);
    await images.ensure({ image: null });
    usual = await images.tagFor({ image: null });
  }, 20 * minuteMs);

  afterAll(async () => {
    for (const tag of [...made].reverse()) await engine.getImage(tag).remove({ force: true });
  });

  /** An image as a project could bring it: the usual one without our program, changed by the given lines. */
  async function ownImage(lines: string[], tag = `lockkeeper-test-own:${randomUUID()}`): Promise<string> {
    const dockerfile = [`FROM ${usual}`, "USER 0:0", "RUN rm -r /opt/lockkeeper", ...lines].join("\n");
    await buildFrom(dockerfile, tag);
    return tag;
  }

  async function buildFrom(dockerfile: string, tag: string): Promise<void> {
    const content = Buffer.from(dockerfile);
    const archive = packTar([{ name: "Dockerfile", content, mode: 0o644, ownerId: 0 }]);
    const build = { archive, dockerfile: "Dockerfile", tag, arguments: {} };
    await buildImage(engine, build, () => undefined, AbortSignal.timeout(minuteMs));
    made.add(tag);
  }

  async function runIn(image: string, script: string): Promise<string> {
    const container = await engine.createContainer({
      Image: image,
      Entrypoint: ["/bin/sh"],
      Cmd: ["-c", script],
      Tty: true,
      HostConfig: { NetworkMode: "none", LogConfig: { Type: "json-file", Config: {} } },
    });
    await container.start();
    await container.wait();
    const said = await container.logs({ stdout: true, stderr: true });
    await container.remove({ force: true });
    return said.toString().trim();
  }

  promise("the usual image holds what workspaces need, and nobody in it is root", async () => {
    const script = "id -u; whoami; for p in git tmux rg ssh cc node npm opencode; do command -v $p; done";
    const lines = (await runIn(usual, script)).split(/\s+/);
    expect(lines.slice(0, 2)).toEqual(["1000", "work"]);
    expect(lines).toHaveLength(10);
    const found = await engine.getImage(usual).inspect();
    expect(found.Config).toMatchObject({ User: "1000:1000", WorkingDir: "/workspace" });
    expect(found.Config.Entrypoint).toEqual(["/bin/sh", "/opt/lockkeeper/entrypoint.sh"]);
  });

  promise(
    "an own image keeps what it holds, gets our program once, and anew when its tag moved",
    async () => {
      const image = await ownImage(["RUN echo mine >/mine && useradd -m -u 1000 -o someone"]);
      const heard: [string[], string[]] = [[], []];
      const ask = (lines: string[]) => images.ensure({ image }, { log: (line) => lines.push(line) });
      await Promise.all(heard.map(ask));
      expect(heard[0][0]).toBe(`Putting Lockkeeper's program into ${image}`);
      expect(heard[1]).toEqual(heard[0]);
      const tag = await images.tagFor({ image });
      made.add(tag);
      expect(tag).toMatch(/^lockkeeper-workspace-own:[0-9a-f]{16}$/);
      const script = "cat /mine; id -u; /opt/lockkeeper/node/bin/node --version; ls -d /workspace/.home";
      expect((await runIn(tag, script)).split(/\s+/)).toEqual([
        "mine",
        "1000",
        expect.stringMatching(/^v24/),
        "/workspace/.home",
      ]);
      // What the tag means now was not made yet: what was made of the former image is not taken for it.
      await ownImage(["RUN echo other >/mine"], image);
      await expect(images.tagFor({ image })).rejects.toThrow("is not on the engine");
    },
  );

  promise("one that Node cannot run in is refused with the reason, as is one without git", async () => {
    const noNode = await ownImage(["RUN rm /usr/lib/*/libstdc++.so.6"]);
    await expect(images.ensure({ image: noNode })).rejects.toMatchObject({
      type: "PROVIDER_ERROR",
      publicMessage: expect.stringContaining("Node 24 cannot run in it"),
    });
    const noGit = await ownImage(["RUN rm /usr/bin/git"]);
    await expect(images.ensure({ image: noGit })).rejects.toMatchObject({
      publicMessage: expect.stringContaining("It has no git"),
    });
  });

  promise(
    "one that runs lines of its own or brings volumes is refused before anything of it runs",
    async () => {
      // Podman runs such lines, and tells nobody that an image has them.
      if (name === "docker") {
        const onBuild = await ownImage(["ONBUILD RUN touch /ran"]);
        await expect(images.ensure({ image: onBuild })).rejects.toThrow(/ONBUILD/);
      }
      const volumes = await ownImage(["VOLUME /data"]);
      await expect(images.ensure({ image: volumes })).rejects.toThrow(/declares a volume \(\/data\)/);
    },
  );

  promise("what its shell does meanwhile reaches no network", async () => {
    const spy = '#!/bin/bash\\necho "routes: $(wc -l </proc/net/route)"\\nexec /bin/bash "$@"';
    const lines = [`RUN printf '${spy}\\n' >/bin/spy && chmod 755 /bin/spy && ln -sf spy /bin/sh`];
    const image = await ownImage(lines);
    const heard: string[] = [];
    await images.ensure({ image }, { log: (line) => heard.push(line) });
    made.add(await images.tagFor({ image }));
    // The first line of that file is its head.
    expect(heard.filter((line) => line.startsWith("routes:"))).toEqual(["routes: 1", "routes: 1"]);
  });

  promise("one without a shell is refused, and a registry that does not answer is named", async () => {
    const image = `lockkeeper-test-own:${randomUUID()}`;
    await buildFrom("FROM scratch\nCOPY Dockerfile /only\n", image);
    await expect(images.ensure({ image })).rejects.toMatchObject({
      publicMessage: expect.stringContaining("It has no /bin/sh"),
    });
    const nowhere = images.ensure({ image: "127.0.0.1:9/none/there:1" });
    await expect(nowhere).rejects.toMatchObject({
      publicMessage: expect.stringMatching(
        /^The registry of 127\.0\.0\.1:9\/none\/there:1 cannot be reached/,
      ),
    });
  });

  promise("who gives up waiting hears at once, and a build that nobody waits for is ended", async () => {
    const image = await ownImage(["ENV SLOW=1"]);
    const controller = new AbortController();
    const asked = images.ensure({ image }, { signal: controller.signal, log: () => controller.abort() });
    await expect(asked).rejects.toThrow("aborted");
    await expect(images.tagFor({ image })).rejects.toThrow("is not on the engine");
  });
});
