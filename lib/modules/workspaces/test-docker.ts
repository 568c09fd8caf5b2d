import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, vi } from "vitest";
import {
  acceptedOf,
  type ProjectGround,
  projectGround,
  workspaceOf,
} from "#lib/modules/projects/test-projects.ts";
import { readWorkspace } from "#lib/modules/workspaces/read-workspace.ts";
import type { WorkspaceView } from "#lib/modules/workspaces/schema.ts";
import { runQuery } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { deriveKey } from "#lib/platform/master-key.ts";
import { type Engine, openEngine } from "#lib/providers/runtimes/docker/engine.ts";
import { removeInstallation } from "#lib/providers/runtimes/docker/fixtures/remove-installation.ts";
import {
  testBaseImage,
  testImages,
  testSockets,
} from "#lib/providers/runtimes/docker/fixtures/test-images.ts";

/** Where this machine has no Docker, what needs it is skipped. */
export const hasDocker = testSockets.docker !== undefined;

/** For tests: the product with a Docker runtime, whose socket can be cut. */
export interface DockerGround extends ProjectGround {
  engine: Engine;
  /** A project whose workspace runs in a container; its ids, and the container's name. */
  createOnDocker(actor: Actor, name: string): Promise<{ projectId: string; id: string; container: string }>;
  /** Runs a program in a container; gives what it wrote. */
  inside(container: string, ...args: string[]): Promise<string>;
  view(workspaceId: string, actor: Actor): Promise<WorkspaceView>;
  /** The workspace as soon as `isTrue`. */
  until(
    workspaceId: string,
    actor: Actor,
    isTrue: (view: WorkspaceView) => boolean,
    timeoutMs?: number,
  ): Promise<WorkspaceView>;
  /** While the socket is cut nothing answers at it. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function dockerGround(): Promise<DockerGround> {
  const socketPath = testSockets.docker ?? "";
  const engine = openEngine(socketPath);
  await (await testImages(socketPath)).ensure({ image: null });
  const folder = await mkdtemp(join(tmpdir(), "lk-docker-"));
  const dockerSocket = join(folder, "docker.sock");
  const ground = await projectGround({ LOCKKEEPER_DOCKER_SOCKET: dockerSocket });
  const cuttable = await openCuttable(dockerSocket, socketPath);
  // The driver is one per process and reads the process's own variables.
  Object.assign(process.env, {
    LOCKKEEPER_DOCKER_SOCKET: dockerSocket,
    LOCKKEEPER_MASTER_KEY: ground.platform.environment.masterKey?.reveal() ?? "",
    LOCKKEEPER_WORKSPACE_BASE_IMAGE: await testBaseImage(engine),
  });
  const view = (workspaceId: string, actor: Actor) =>
    runQuery(
      readWorkspace,
      { workspaceId },
      {
        tx: ground.platform.database.orm,
        actor,
        platform: ground.platform,
        signal: AbortSignal.timeout(20_000),
      },
    );
  return {
    ...ground,
    engine,
    view,
    async inside(container, ...args) {
      const options = { Cmd: args, AttachStdout: true, AttachStderr: true, Tty: true };
      const stream = await (await engine.getContainer(container).exec(options)).start({ Tty: true });
      return (await text(stream)).trim();
    },
    async createOnDocker(actor, name) {
      const input = { name, source: { type: "empty" }, runtime: "docker" };
      const { projectId, operationId } = acceptedOf(await ground.run("project.create", input, actor));
      const ended = await ground.ended(operationId, actor);
      expect(ended, JSON.stringify(ended.error)).toMatchObject({ state: "succeeded" });
      const { id } = await workspaceOf(ground, projectId);
      return { projectId, id, container: `lockkeeper-${id}` };
    },
    until: (workspaceId, actor, isTrue, timeoutMs = 30_000) =>
      vi.waitFor(
        async () => {
          const seen = await view(workspaceId, actor);
          if (isTrue(seen)) return seen;
          throw new Error(`It never came to be: ${JSON.stringify(seen)}`);
        },
        { timeout: timeoutMs, interval: 20 },
      ),
    cut: cuttable.cut,
    mend: cuttable.mend,
    async drop() {
      const { masterKey } = ground.platform;
      await removeInstallation(engine, deriveKey(masterKey, "installation").toString("hex").slice(0, 16));
      await cuttable.cut();
      await ground.drop();
      await rm(folder, { recursive: true });
    },
  };
}

/** A socket that leads to another one until it is cut. */
async function openCuttable(path: string, target: string) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.on("error", () => undefined);
    }
    near.pipe(far).pipe(near);
    far.once("close", () => near.destroy());
    near.once("close", () => far.destroy());
  });
  const mend = () =>
    new Promise<void>((resolve) => {
      if (server.listening) resolve();
      else server.listen(path, resolve);
    });
  await mend();
  return {
    mend,
    cut: () =>
      new Promise<void>((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
