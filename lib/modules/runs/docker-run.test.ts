import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byKeyword, type ModelRequest, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { admitThen } from "#lib/http/admit-request.ts";
import { createHttpApp } from "#lib/http/app.ts";
import { createDoor } from "#lib/http/door.ts";
import { extendDoor } from "#lib/http/extend.ts";
import { markPeer } from "#lib/http/peer-address.ts";
import { openWaysBack, type WaysBack } from "#lib/http/way-back.ts";
import { newId } from "#lib/kernel/ids.ts";
import { sealKey } from "#lib/modules/providers-llm/provider-key.ts";
import { writeProvider } from "#lib/modules/providers-llm/store.ts";
import { hostileFiles } from "#lib/modules/runs/hostile-files.ts";
import { readTask } from "#lib/modules/tasks/read-task.ts";
import { TaskView } from "#lib/modules/tasks/schema.ts";
import { type DockerGround, dockerGround, hasDocker } from "#lib/modules/workspaces/test-docker.ts";
import { runQuery } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";
import { type Supervisor, startSupervisor } from "#lib/worker/supervise-runs.ts";

const worktreeOf = ({ system }: ModelRequest): string =>
  /Working directory: (\S+)/i.exec(system)?.[1] ?? "/nowhere";

const script: Script = (request) => {
  if (request.isTitle) return { text: "A title" };
  if (request.prompt.includes("Review the changes")) {
    const verdict = { verdict: "approve", summary: "Good.", comments: [] };
    const tool = request.structuredTool;
    return tool ? { toolCalls: [{ name: tool, input: verdict }] } : { text: JSON.stringify(verdict) };
  }
  const filePath = join(worktreeOf(request), "light.txt");
  // What its own server and workspaced know: the gateway's token, the key of the run, passwords.
  const look =
    "grep -ahoE 'OPENCODE_SERVER_PASSWORD|LOCKKEEPER_[A-Z_]+=' /proc/[0-9]*/environ 2> errors.txt | sort -u";
  return byKeyword({
    "Evil house": [
      {
        toolCalls: [
          {
            name: "bash",
            input: { command: `${look} > seen.txt; echo done > done.txt`, description: "Looks" },
          },
        ],
      },
    ],
    "Light house": [
      { text: "I write it.", toolCalls: [{ name: "write", input: { filePath, content: "lamp\n" } }] },
      { text: "The light is on." },
    ],
  })(request);
};

describe.skipIf(!hasDocker)("an agent in a container", () => {
  let ground: DockerGround;
  let owner: Actor;
  let place: Awaited<ReturnType<DockerGround["createOnDocker"]>>;
  let server: Server;
  let port: number;
  let hub: EventHub;
  let waysBack: WaysBack;
  let model: ScriptedModel;
  let supervisor: Supervisor;

  beforeAll(async () => {
    ground = await dockerGround();
    server = createServer((_, response) => response.end("the whole server"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
    const platform = { ...ground.platform, environment: { ...ground.platform.environment, port } };
    hub = await openEventHub(platform.database, platform.log);
    const ways = createDoor(platform, hub);
    const callDoor = getRequestListener(createHttpApp(ways, extendDoor(platform)).fetch);
    waysBack = openWaysBack(platform, (request, response) => {
      markPeer(request, { trustedHops: 0, isWalled: true });
      admitThen({ ...ways, request, response }, () => void callDoor(request, response));
    });
    waysBack.listenAt(port);
    model = await startScriptedModel({ script });
    const id = newId();
    await writeProvider(platform.database.orm, {
      id,
      name: "custom",
      baseUrl: model.baseUrl,
      models: ["scripted"],
      sealedKey: sealKey(platform.masterKey, id, "real-key-of-the-provider"),
      isDefault: true,
    });
    owner = await ground.person("owner", "Olive Owner");
    await ground.startWorker();
    place = await ground.createOnDocker(owner, "Harbor");
    supervisor = startSupervisor(platform);
  }, 300_000);
  afterAll(async () => {
    await supervisor?.stop();
    waysBack?.close();
    await hub?.close();
    await model?.close();
    server?.closeAllConnections();
    server?.close();
    await ground?.drop();
  }, 60_000);

  const statusOf = (url: string, ...more: string[]) =>
    ground.inside(
      place.container,
      ...[
        "curl",
        "-s",
        "--max-time",
        "5",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "--path-as-is",
        ...more,
        url,
      ],
    );

  test("reaches its model and what it may ask for, with a token only, and nothing else of the server", async () => {
    const way = await (await runtimeFor("docker")).findWayBack(place.id);
    const base = `http://${way?.host}:${port}`;
    await expect.poll(() => statusOf(`${base}/api/llm/custom/models`), { timeout: 20_000 }).toBe("401");
    expect(await statusOf(`${base}/api/mcp?tools=agent`, "-X", "POST", "-d", "{}")).toBe("401");
    const others = [
      "/api/projects",
      "/",
      "/health",
      "/api/llm/../projects",
      "/api/llm/%2e%2e/projects",
      "//api/mcp",
    ];
    for (const path of others) expect(await statusOf(base + path), path).toBe("404");
    expect(await statusOf(`http://127.0.0.1:${port}/api/projects`)).toBe("000");

    // A server that listens everywhere is reached at the network's gateway as well, and holds what comes there to the same.
    const everywhere = createServer((request, response) =>
      waysBack.isWalled(request)
        ? waysBack.answerWalled(request, response)
        : response.end("the whole server"),
    );
    await new Promise<void>((resolve) => everywhere.listen(0, "0.0.0.0", resolve));
    const { port: other } = everywhere.address() as AddressInfo;
    expect(await statusOf(`http://${way?.host}:${other}/api/projects`)).toBe("404");
    expect(await statusOf(`http://${way?.host}:${other}/api/llm/custom/models`)).toBe("401");
    expect((await fetch(`http://127.0.0.1:${other}/api/projects`)).status).toBe(200);
    // At whatever other address of this machine it tries.
    const addresses = Object.values(networkInterfaces()).flatMap((all = []) =>
      all.flatMap(({ family, internal, address }) => (family === "IPv4" && !internal ? address : [])),
    );
    for (const address of addresses) {
      expect(["404", "000"]).toContain(await statusOf(`http://${address}:${other}/api/projects`));
    }
    everywhere.closeAllConnections();
    await new Promise((resolve) => everywhere.close(resolve));
  }, 60_000);

  /** A task of that title, run to its review, and how it reads from then on. */
  async function reviewed(title: string) {
    const { projectId } = place;
    const created = await ground.run("task.create", { projectId, title }, owner);
    const task = TaskView.parse("result" in created ? created.result : null);
    const read = () =>
      runQuery(
        readTask,
        { projectId, taskId: task.id },
        {
          tx: ground.platform.database.orm,
          actor: owner,
          platform: ground.platform,
          signal: AbortSignal.timeout(20_000),
        },
      );
    const started = await ground.run("run.start", { projectId, taskId: task.id }, owner);
    expect(started, JSON.stringify(started)).toMatchObject({ outcome: "accepted" });
    await expect
      .poll(
        async () => {
          const { status, statusReason, currentRun } = await read();
          return { status, statusReason, state: currentRun?.state, error: currentRun?.error };
        },
        { timeout: 150_000, interval: 200 },
      )
      .toMatchObject({ status: "human_review" });
    return { task, read };
  }

  async function approve(taskId: string): Promise<void> {
    const approved = await ground.run("task.approve", { projectId: place.projectId, taskId }, owner);
    if (approved.outcome !== "accepted") throw new Error(JSON.stringify(approved));
    expect(await ground.ended(approved.operation.id, owner)).toMatchObject({ state: "succeeded" });
  }

  test("works on a task in its own worktree, and what it did is merged", async () => {
    const { task, read } = await reviewed("Light house");
    await approve(task.id);
    expect(await ground.inside(place.container, "cat", "/workspace/harbor/light.txt")).toBe("lamp");
    expect(await read()).toMatchObject({ status: "done" });
  }, 240_000);

  test("in a hostile repository runs nothing of it, and sees no secret of its own server", async () => {
    const { container } = place;
    const repository = "/workspace/harbor";
    const hostile = hostileFiles({ trapUrl: "http://127.0.0.1:9/v1", marks: "/tmp" });
    const put = (path: string, text: string) =>
      ground.inside(
        container,
        ...["sh", "-c", 'mkdir -p "$(dirname "$1")" && printf %s "$2" > "$1"', "sh", path, text],
      );
    const git = (...args: string[]) => ground.inside(container, "git", "-C", repository, ...args);
    for (const [name, text] of Object.entries({ ...hostile.files, ...hostile.withoutPlugins })) {
      if (!hostile.plugins.includes(name)) await put(`${repository}/${name}`, text);
    }
    await git("add", "--all");
    await git("-c", "user.name=E", "-c", "user.email=e@example.org", "commit", "--quiet", "-m", "evil");
    for (const [name, text] of Object.entries(hostile.hooks)) {
      await put(`${repository}/.git/hooks/${name}`, text);
      await ground.inside(container, "chmod", "755", `${repository}/.git/hooks/${name}`);
    }
    for (const [name, value] of Object.entries(hostile.settings)) await git("config", name, value);
    const { task } = await reviewed("Evil house");
    await approve(task.id);
    expect(await ground.inside(container, "cat", `${repository}/done.txt`)).toBe("done");
    expect(await ground.inside(container, "cat", `${repository}/seen.txt`)).toBe("");
    const marks = await ground.inside(container, "sh", "-c", "ls /tmp | grep ran- || true");
    expect(marks).toBe("");
  }, 240_000);
});
