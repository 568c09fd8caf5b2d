import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Figure, latencyFigures, median } from "./figures.ts";
import { launchFloor, type Started } from "./processes.ts";
import { ask, type Product, type Running } from "./product.ts";
import { openViewer, type Viewer } from "./terminal-viewer.ts";

const keysPerRound = 200;
const floodLines = 2_000_000;
const readyMs = 60_000;

const Made = z.object({ project: z.object({ id: z.string() }) });
const Project = z.object({
  status: z.string(),
  statusReason: z.string().nullable(),
  workspace: z.object({ id: z.string() }).nullable(),
});
const Terminal = z.object({ id: z.string() });

/** T1 and T2: a key's echo, and a flood, from browser protocol to shell and back. */
export async function measureTerminals(
  product: Product,
  running: Running,
  rounds: number,
): Promise<Figure[]> {
  const url = await openProductTerminal(product, running);
  const servers: Started[] = [];
  const open = async (file: string) => {
    const server = await launchFloor(file);
    servers.push(server);
    return openViewer(`ws://127.0.0.1:${server.port}/`);
  };
  const viewers: Record<"product" | "pty" | "tmux", Viewer> = {
    product: await openViewer(url, {
      headers: { authorization: `Bearer ${product.key}` },
      acknowledges: true,
    }),
    pty: await open("pty-server.ts"),
    tmux: await open("tmux-server.ts"),
  };
  const names = ["product", "tmux", "pty"] as const;
  const echoes = { product: [] as number[], pty: [] as number[], tmux: [] as number[] };
  const rates = { product: [] as number[], pty: [] as number[], tmux: [] as number[] };
  let isWhole = true;
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) echoes[name].push(...(await viewers[name].echo(keysPerRound)));
      for (const name of names) {
        const { bytes, seconds, newlines } = await viewers[name].flood(floodLines);
        rates[name].push(bytes / 1e6 / seconds);
        if (name === "product" && newlines < floodLines) isWhole = false;
      }
    }
  } finally {
    for (const viewer of Object.values(viewers)) await viewer.close();
    for (const server of servers) await server.stop();
  }
  const rate = (id: string, what: string, floor: number[], goal: string, note?: string): Figure => ({
    id,
    what,
    unit: "MB/s",
    value: median(rates.product),
    floor: median(floor),
    goal,
    note,
  });
  return [
    ...latencyFigures(
      {
        id: "T1",
        what: "Terminal echo, beside tmux -C",
        goal: "≤ 2×",
        goal99: "–",
        note: "floor: a bare ws server over tmux -C",
      },
      echoes.product,
      echoes.tmux,
    ),
    ...latencyFigures(
      {
        id: "T1",
        what: "Terminal echo, beside node-pty",
        goal: "–",
        goal99: "–",
        note: "floor: a bare ws server over node-pty, which keeps no session",
      },
      echoes.product,
      echoes.pty,
    ),
    rate(
      "T2",
      "seq 1 2000000, beside tmux -C",
      rates.tmux,
      "≥ 0.9×, every byte",
      isWhole ? "every line came" : "lines were missing",
    ),
    rate("T2", "seq 1 2000000, beside node-pty", rates.pty, "–"),
  ];
}

/** An empty project with its workspace up, and a terminal in it; the answer is the address of its socket. */
async function openProductTerminal({ key }: Product, running: Running): Promise<string> {
  const made = Made.parse(
    await ask(running, key, "POST /api/projects", { name: "Bench", source: { type: "empty" } }),
  );
  const deadlineMs = Date.now() + readyMs;
  for (;;) {
    const project = Project.parse(await ask(running, key, `GET /api/projects/${made.project.id}`));
    if (project.status === "running" && project.workspace) {
      const terminal = Terminal.parse(
        await ask(running, key, "POST /api/terminals", { workspaceId: project.workspace.id }),
      );
      return `${running.baseUrl.replace("http", "ws")}/api/terminal/ws/${terminal.id}?viewer=bench&cols=120&rows=40`;
    }
    if (project.status === "error" || Date.now() > deadlineMs)
      throw new Error(`The workspace is ${project.status}: ${project.statusReason ?? "no reason given"}`);
    await sleep(200);
  }
}
