import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Started {
  pid: number;
  stop(): Promise<void>;
}

const stopMs = 35_000;

type Variables = Readonly<Record<string, string | undefined>>;

interface LaunchOptions {
  env?: Variables;
  cwd?: string;
}

const running = new Set<ChildProcess>();

/** Ends what was launched: whoever waits for it fails, and cleans up behind itself. */
export function endAll(): void {
  for (const child of running) child.kill("SIGTERM");
}

/** Starts a Node program; what it writes to its error output is shown only when it ends before it was asked to. */
export function launch(
  args: readonly string[],
  { env = {}, cwd }: LaunchOptions = {},
): Started & { child: ChildProcess } {
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let said = "";
  let isStopping = false;
  child.stdout.setEncoding("utf8");
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4_000);
  });
  child.once("exit", (code) => {
    running.delete(child);
    if (!isStopping) process.stderr.write(`${args.join(" ")} ended with ${code}:\n${said}\n`);
  });
  return {
    child,
    pid: child.pid ?? 0,
    async stop() {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Starts one of the floors, which prints the port it listens on; the answer has its address. */
export async function launchFloor(file: string, env: Variables = {}): Promise<Started & { port: number }> {
  const started = launch([new URL(`floors/${file}`, import.meta.url).pathname], { env });
  const said = started.child.stdout
    ? once(started.child.stdout, "data")
    : Promise.reject(new Error("no output"));
  const ended = once(started.child, "exit").then(() => Promise.reject(new Error(`${file} did not start`)));
  const [text] = await Promise.race([said, ended]);
  return { ...started, port: Number(String(text).trim()) };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || !address) throw new Error("The system gave no port.");
  return address.port;
}

/** Asks until `url` answers 200; the answer is milliseconds since `sinceMs` of `performance.now()`. */
export async function first200(url: string, sinceMs: number, deadlineMs = 60_000): Promise<number> {
  while (performance.now() - sinceMs < deadlineMs) {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) }).catch(
      () => null,
    );
    await response?.arrayBuffer();
    if (response?.status === 200) return performance.now() - sinceMs;
    await sleep(5);
  }
  throw new Error(`${url} did not answer 200 within ${deadlineMs / 1000} s.`);
}

/** The processes and all they started. Linux only. */
async function treeOf(roots: readonly number[]): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // The name of a program may hold spaces and brackets; the parent stands two fields behind the last bracket.
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = new Set(roots);
  for (const pid of found) for (const child of children.get(pid) ?? []) found.add(child);
  return [...found];
}

/**
 * Proportional set size of the processes and all below them, in MB (10⁶ bytes); null where /proc does not say. With
 * `program` only those are counted whose command line names it.
 */
export async function proportionalMb(roots: readonly number[], program = ""): Promise<number | null> {
  let kib = 0;
  for (const pid of await treeOf(roots)) {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (!commandLine.includes(program)) continue;
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    kib += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
  }
  return kib === 0 ? null : (kib * 1024) / 1e6;
}
