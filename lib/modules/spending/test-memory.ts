import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** For tests: what stands in the memory of other processes of this machine, by Linux's /proc. */

const chunkBytes = 1024 * 1024;

/** A process and all that descend from it, by their ids. */
export async function familyOf(pid: number): Promise<number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map<number, number>();
  for (const id of ids) {
    const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
    // The name, in brackets, may hold anything.
    parents.set(id, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const family = [pid];
  for (const member of family) {
    for (const [id, parent] of parents) if (parent === member && !family.includes(id)) family.push(id);
  }
  return family;
}

/** Which of `texts` stand in the process' memory, its environment or its arguments. */
export async function textsInProcess(pid: number, texts: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const look = (bytes: Buffer) => {
    for (const text of texts) if (bytes.includes(text)) found.add(text);
  };
  const read = (name: string) => readFile(`/proc/${pid}/${name}`).catch(() => Buffer.alloc(0));
  for (const name of ["environ", "cmdline"]) look(await read(name));
  const regions = regionsIn((await read("smaps")).toString());
  const memory = await open(`/proc/${pid}/mem`, "r").catch(() => null);
  const pages = await open(`/proc/${pid}/pagemap`, "r").catch(() => null);
  try {
    if (!memory || !pages) return found;
    for (const region of regions) {
      for (const run of await presentIn(pages, region)) await lookThrough(memory, run, look);
    }
  } finally {
    await memory?.close();
    await pages?.close();
  }
  return found;
}

/** From an address up to another. */
interface Region {
  from: number;
  to: number;
}

/** What is mapped and has anything in it: runtimes reserve many times of what they use. */
function regionsIn(smaps: string): Region[] {
  const regions: Region[] = [];
  let current: Region | null = null;
  for (const line of smaps.split("\n")) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line) ?? [];
    if (from && to) current = { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
    else if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) current = null;
    else if (current && /^(?:Rss|Swap): +[1-9]/.test(line)) {
      regions.push(current);
      current = null;
    }
  }
  return regions;
}

const pageBytes = 4096;

type Handle = Awaited<ReturnType<typeof open>>;

/** The pages of a region that are there, in memory or swapped out; neighbours together. */
async function presentIn(pages: Handle, { from, to }: Region): Promise<Region[]> {
  const map = Buffer.alloc(((to - from) / pageBytes) * 8);
  const { bytesRead } = await pages.read(map, 0, map.length, (from / pageBytes) * 8);
  const runs: Region[] = [];
  for (let at = 0; at < bytesRead; at += 8) {
    // The two highest of its 64 bits: https://docs.kernel.org/admin-guide/mm/pagemap.html
    if ((map.readUInt8(at + 7) & 0xc0) === 0) continue;
    const begin = from + (at / 8) * pageBytes;
    const last = runs.at(-1);
    if (last?.to === begin) last.to += pageBytes;
    else runs.push({ from: begin, to: begin + pageBytes });
  }
  return runs;
}

/** Pieces overlap, so that nothing is missed where one ends; what cannot be read is nobody's memory. */
async function lookThrough(
  memory: Handle,
  { from, to }: Region,
  look: (bytes: Buffer) => void,
): Promise<void> {
  const buffer = Buffer.alloc(Math.min(chunkBytes, to - from));
  for (let at = from; at < to; at += chunkBytes - 256) {
    const length = Math.min(buffer.length, to - at);
    const read = await memory.read(buffer, 0, length, at).catch(() => null);
    if (!read) return;
    look(buffer.subarray(0, read.bytesRead));
  }
}

/** The files under a folder in which `text` stands, by their paths. */
export async function filesHolding(folder: string, text: string): Promise<string[]> {
  const holding: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.includes(text)) holding.push(path);
  }
  return holding;
}
