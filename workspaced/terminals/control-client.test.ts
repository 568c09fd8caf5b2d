import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attachControlClient, type ControlClient } from "./control-client.ts";
import type { ReplyBlock } from "./control-stream.ts";
import { prepareTmux, type TmuxServer } from "./tmux-server.ts";

let folder: string;
let tmux: TmuxServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lk-tmux-"));
  tmux = await prepareTmux(folder);
  await tmux.run(["new-session", "-d", "-s", "one", "-x", "80", "-y", "24", "--", "cat"]);
});
afterEach(async () => {
  await tmux.run(["kill-server"]);
  await rm(folder, { recursive: true, force: true });
});

const ignore = () => undefined;
const attach = () =>
  attachControlClient(folder, "one", { onOutput: ignore, onNotification: ignore, onClose: ignore });
const repliesOf = (client: ControlClient, command: string[]) =>
  new Promise<ReplyBlock[] | null>((resolve) => client.send([command], resolve));

test("what is sent at once is run by a client that is attached already", async () => {
  // tmux reads the line and attaches the client in either order, so once proves little.
  for (let rows = 10; rows < 40; rows += 1) {
    const client = attach();
    const size = repliesOf(client, ["refresh-client", "-C", `60x${rows}`]);
    const shown = repliesOf(client, ["display-message", "-p", "#{pane_height}"]);
    const [resized, height] = [await size, await shown];
    client.detach();
    expect(resized?.map(({ isError }) => isError)).toEqual([false]);
    expect(height?.[0]?.lines.join("")).toBe(String(rows));
  }
});

test("a client joins when the one before it has left, and not while it leaves", async () => {
  const first = attach();
  await repliesOf(first, ["refresh-client", "-C", "60x20"]);
  const clients = () => tmux.run(["list-clients", "-F", "#{client_pid}"]);
  const pid = Number(await clients());
  process.kill(pid, "SIGSTOP");
  first.detach();
  const second = attach();
  const joined = repliesOf(second, ["display-message", "-p", "here"]);
  for (let look = 0; look < 5; look += 1) expect((await clients()).trim()).toBe(String(pid));
  process.kill(pid, "SIGCONT");
  expect((await joined)?.[0]?.lines.join("")).toBe("here");
  expect((await clients()).trim()).not.toContain(String(pid));
  second.detach();
});
