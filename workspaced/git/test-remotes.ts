import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createListener } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { cleanEnvironment } from "../environment.ts";

const run = promisify(execFile);

export interface TestRemote {
  /** Of the repository `name` below the folder that is served. */
  url(name: string): string;
  close(): Promise<void>;
}

/** For tests: git's own HTTP server (git-http-backend) over a folder, for who names `username` and `password`. */
export async function serveGitOverHttp(
  folder: string,
  { username, password }: { username: string; password: string },
): Promise<TestRemote & { origin: string }> {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== expected) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    answerGitOverHttp(folder, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: (name) => `${origin}/${name}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** For tests: one request of git, whose right was checked, to a repository below the folder. */
export function answerGitOverHttp(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const backend = spawn("git", ["http-backend"], {
    env: cleanEnvironment({
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      REMOTE_USER: "tester",
      REQUEST_METHOD: request.method ?? "GET",
      PATH_INFO: pathname,
      QUERY_STRING: searchParams.toString(),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
    }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  let isBody = false;
  backend.stdout.on("data", (chunk: Buffer) => {
    if (isBody) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    isBody = true;
    for (const line of head.subarray(0, end).toString().split("\r\n")) {
      const [name = "", value = ""] = line.split(/: ?(.*)/);
      if (name === "Status") response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
  });
  backend.once("close", () => response.end());
}

/** Where Debian puts the SSH server; tests of it are skipped where there is none. */
export const sshdPath = "/usr/sbin/sshd";

/** For tests: a real SSH server that lets `publicKey` in and serves whatever path is asked for. */
export async function serveGitOverSsh(
  folder: string,
  publicKey: string,
): Promise<TestRemote & { port: number; pid: number | undefined; changeHostKey(): Promise<void> }> {
  const place = join(folder, "sshd");
  await mkdir(place, { mode: 0o700 });
  const hostKey = join(place, "host_key");
  const makeHostKey = () => run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", hostKey]);
  await makeHostKey();
  await writeFile(join(place, "authorized_keys"), `${publicKey}\n`, { mode: 0o600 });
  const port = await freePort();
  const config = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${join(place, "authorized_keys")}`,
    `PidFile ${join(place, "pid")}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PermitRootLogin yes",
  ];
  await writeFile(join(place, "config"), `${config.join("\n")}\n`);
  // sshd parts with its rights in this folder, and refuses to start without it.
  if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true });
  let server = await startSshd(place);
  return {
    port,
    pid: server.pid,
    url: (name) => `ssh://${userInfo().username}@127.0.0.1:${port}${join(folder, name)}`,
    async changeHostKey() {
      await endProcess(server);
      await run("rm", [hostKey, `${hostKey}.pub`]);
      await makeHostKey();
      await chmod(hostKey, 0o600);
      server = await startSshd(place);
    },
    close: () => endProcess(server),
  };
}

async function startSshd(place: string): Promise<ChildProcess> {
  const server = spawn(sshdPath, ["-D", "-e", "-f", join(place, "config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  for await (const line of createInterface(server.stderr)) if (line.includes("listening")) break;
  server.stderr.resume();
  return server;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, "exit");
}

async function freePort(): Promise<number> {
  const listener = createListener();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

/** What a process was started with: its arguments and its environment. */
export const startedWith = async (pid: number | string): Promise<string> =>
  (await readFile(`/proc/${pid}/cmdline`, "latin1")) + (await readFile(`/proc/${pid}/environ`, "latin1"));

/** Every file below the folder that holds the text. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const held = await Promise.all(files.map(async (file) => (await readFile(file)).includes(text)));
  return files.filter((_, index) => held[index]);
}
