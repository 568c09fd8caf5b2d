import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openWorkspace } from "./bench-workspace.ts";
import { type Figure, median } from "./figures.ts";
import { launchFloor } from "./processes.ts";
import type { Product, Running } from "./product.ts";

const run = promisify(execFile);
const filesCount = 100_000;
const folderOf = 100;
const levelRounds = 100;
const contentBytes = 1024 ** 3;
const chunkBytes = 1024 * 1024;
const agent = new Agent({ keepAlive: true });

interface Place {
  folder: string;
  /** Up to `/files`. */
  url: string;
  headers: Record<string, string>;
  serverPid: number;
  rounds: number;
}

/** F1, F2 and F4: the tree, the search and the contents of a workspace of 100,000 files, through the REST door. */
export async function measureFiles(product: Product, running: Running, rounds: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-files-"));
  try {
    await fillFolder(folder);
    const workspaceId = await openWorkspace(product, running, { type: "folder", path: folder });
    const place: Place = {
      folder,
      url: `${running.baseUrl}/api/workspaces/${workspaceId}/files`,
      headers: { authorization: `Bearer ${product.key}` },
      serverPid: running.pid,
      rounds,
    };
    return [...(await measureTree(place)), ...(await measureSearch(place)), ...(await measureContent(place))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A thousand folders of a hundred small files, and one folder of as many; a word stands in every thousandth file. */
async function fillFolder(folder: string): Promise<void> {
  await mkdir(join(folder, "wide"));
  for (let at = 0; at < filesCount; at += folderOf) {
    const below = join(folder, "deep", `d${Math.floor(at / folderOf / 40)}`, `e${at}`);
    await mkdir(below, { recursive: true });
    const writes = Array.from({ length: folderOf }, async (_, index) => {
      const text = `file ${at + index}\nsome text of it\n${(at + index) % 1000 === 0 ? "benchneedle\n" : ""}`;
      await writeFile(join(below, `f${index}.ts`), text);
      await writeFile(join(folder, "wide", `w${at + index}`), "");
    });
    await Promise.all(writes);
  }
  await writeFile(join(folder, ".gitignore"), "wide\n");
  await run("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  const author = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"];
  await run("git", ["add", ".gitignore"], { cwd: folder });
  await run("git", [...author, "commit", "--quiet", "--message=Bench"], { cwd: folder });
  const large = await open(join(folder, "wide-content"), "w");
  for (let at = 0; at < contentBytes; at += chunkBytes) await large.write(Buffer.alloc(chunkBytes, at % 251));
  await large.close();
}

async function measureTree({ folder, url, headers, rounds }: Place): Promise<Figure[]> {
  const [levels, levelFloors, pages, pageFloors, all]: number[][] = [[], [], [], [], []];
  const list = async (query: string) => {
    const answer = await fetch(`${url}/tree?${query}`, { headers });
    if (!answer.ok) throw new Error(`The tree was answered ${answer.status}`);
    return (await answer.json()) as { nextCursor: string | null };
  };
  for (let round = 0; round < levelRounds; round += 1) {
    levels?.push(await timed(() => list(`path=deep/d${round % 20}`)));
    levelFloors?.push(
      await timed(() => readdir(join(folder, `deep/d${round % 20}`), { withFileTypes: true })),
    );
  }
  for (let round = 0; round < rounds; round += 1) {
    pageFloors?.push(await timed(() => readdir(join(folder, "wide"))));
    let cursor: string | null = null;
    const sinceMs = performance.now();
    do {
      const page = await list(`path=wide${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
      if (cursor === null) pages?.push(performance.now() - sinceMs);
      cursor = page.nextCursor;
    } while (cursor !== null);
    all?.push(performance.now() - sinceMs);
  }
  const figure = (
    what: string,
    value: number[] = [],
    floor: number[] = [],
    goal = "",
    note?: string,
  ): Figure => ({
    id: "F1",
    what,
    unit: "ms",
    value: median(value),
    floor: median(floor),
    goal,
    ...(note ? { note } : {}),
  });
  return [
    figure("Tree, one level of 40 folders, p50", levels, levelFloors, "≤ 5 ms", "floor: readdir alone"),
    figure(
      "Tree, 100,000 entries in a folder, its first page",
      pages,
      pageFloors,
      "≤ 2×",
      "floor: readdir of it",
    ),
    figure("The same, all 20 pages with every entry's size and time", all, pageFloors, "–"),
  ];
}

async function measureSearch({ folder, url, headers, rounds }: Place): Promise<Figure[]> {
  const times = { first: [] as number[], done: [] as number[], rgFirst: [] as number[], rg: [] as number[] };
  const cancels: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const floor = await timedRipgrep(folder, "benchneedle");
    times.rgFirst.push(floor.firstMs);
    times.rg.push(floor.doneMs);
    const found = await timedFind(`${url}/find?q=benchneedle`, headers);
    times.first.push(found.firstMs);
    times.done.push(found.doneMs);
    cancels.push(await timedCancel(`${url}/find?q=some`, headers));
  }
  const figure = (what: string, value: number[], floor: number[] | null, goal: string): Figure => ({
    id: "F2",
    what,
    unit: "ms",
    value: median(value),
    floor: floor && median(floor),
    goal,
  });
  return [
    figure("Search 100,000 files, first hit", times.first, times.rgFirst, "≤ 1.2×"),
    figure("Search 100,000 files, complete", times.done, times.rg, "≤ 1.3×"),
    figure("A search that is left: until its program is gone", cancels, null, "≤ 100 ms"),
  ];
}

async function timedRipgrep(cwd: string, word: string): Promise<{ firstMs: number; doneMs: number }> {
  const sinceMs = performance.now();
  const child = spawn("rg", ["--hidden", "--glob=!.git", "--line-number", "--fixed-strings", word, "."], {
    cwd,
  });
  let firstMs = 0;
  child.stdout.on("data", () => {
    firstMs ||= performance.now() - sinceMs;
  });
  await once(child, "close");
  return { firstMs, doneMs: performance.now() - sinceMs };
}

async function timedFind(url: string, headers: Record<string, string>) {
  const sinceMs = performance.now();
  const answer = await fetch(url, { headers });
  let firstMs = 0;
  for await (const chunk of answer.body ?? []) {
    if (!firstMs && Buffer.from(chunk).includes("event: matches")) firstMs = performance.now() - sinceMs;
  }
  return { firstMs, doneMs: performance.now() - sinceMs };
}

/** Leaves a search at its first hit and waits until no ripgrep runs any more. */
async function timedCancel(url: string, headers: Record<string, string>): Promise<number> {
  const gone = new AbortController();
  const answer = await fetch(url, { headers, signal: gone.signal });
  await answer.body?.getReader().read();
  const sinceMs = performance.now();
  gone.abort();
  while (await isRipgrepThere()) {
    if (performance.now() - sinceMs > 10_000) throw new Error("The search went on.");
  }
  return performance.now() - sinceMs;
}

async function isRipgrepThere(): Promise<boolean> {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (command.startsWith("rg\0") && command.includes("--regexp=some\0")) return true;
  }
  return false;
}

async function measureContent({ folder, url, headers, serverPid, rounds }: Place): Promise<Figure[]> {
  const file = join(folder, "wide-content");
  const floor = await launchFloor("file-server.ts", { FILE: file });
  const floorUrl = `http://127.0.0.1:${floor.port}/`;
  const rates = {
    down: [] as number[],
    downFloor: [] as number[],
    up: [] as number[],
    upFloor: [] as number[],
  };
  const rate = (ms: number) => contentBytes / 1e6 / (ms / 1000);
  const memory = watchMemory(serverPid);
  try {
    for (let round = 0; round < rounds; round += 1) {
      rates.downFloor.push(rate(await timed(() => transfer(floorUrl, "GET", {}))));
      rates.down.push(rate(await timed(() => transfer(`${url}/content?path=wide-content`, "GET", headers))));
      rates.upFloor.push(rate(await timed(() => transfer(floorUrl, "PUT", {}))));
      const to = `${url}/upload?path=uploaded&ifMatch=*`;
      rates.up.push(rate(await timed(() => transfer(to, "POST", headers))));
    }
  } finally {
    memory.stop();
    await floor.stop();
  }
  const figure = (what: string, value: number[], floorRates: number[], note: string): Figure => ({
    id: "F4",
    what,
    unit: "MB/s",
    value: median(value),
    floor: median(floorRates),
    goal: "≥ 0.8×",
    note,
  });
  return [
    figure(
      "Download of 1 GB",
      rates.down,
      rates.downFloor,
      "floor: node:http and a pipe with 1 MiB chunks, one hop",
    ),
    figure(
      "Upload of 1 GB",
      rates.up,
      rates.upFloor,
      "the product's is synced to the disk and appears at once",
    ),
    {
      id: "F4",
      what: "Memory of the server meanwhile, above what it had before",
      unit: "MB",
      value: memory.growthBytes() / 1e6,
      floor: null,
      goal: "≤ 32 MB",
    },
  ];
}

/** Sends or takes 1 GB in chunks of 1 MiB and keeps none of it. */
async function transfer(
  url: string,
  method: "GET" | "PUT" | "POST",
  headers: Record<string, string>,
): Promise<void> {
  const length = method === "GET" ? {} : { "content-length": String(contentBytes) };
  const outgoing = request(url, { method, headers: { ...headers, ...length }, agent });
  const answered = once(outgoing, "response");
  if (method === "GET") outgoing.end();
  else await send(outgoing);
  const [response] = await answered;
  if (response.statusCode >= 300) throw new Error(`${method} ${url} was answered ${response.statusCode}`);
  let bytes = 0;
  for await (const chunk of response) bytes += chunk.length;
  if (method === "GET" && bytes !== contentBytes) throw new Error(`Only ${bytes} bytes came.`);
}

async function send(outgoing: ReturnType<typeof request>): Promise<void> {
  const chunk = Buffer.alloc(chunkBytes, 7);
  for (let sent = 0; sent < contentBytes; sent += chunkBytes) {
    if (!outgoing.write(chunk)) await once(outgoing, "drain");
  }
  outgoing.end();
}

/** The most that a process held in memory, above what it held when this began. */
function watchMemory(pid: number) {
  let [first, most] = [0, 0];
  const look = async () => {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const bytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
    first ||= bytes;
    most = Math.max(most, bytes);
  };
  void look();
  const timer = setInterval(() => void look(), 100);
  return { stop: () => clearInterval(timer), growthBytes: () => most - first };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const sinceMs = performance.now();
  await work();
  return performance.now() - sinceMs;
}
