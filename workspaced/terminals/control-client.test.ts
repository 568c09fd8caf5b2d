import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attachControlClient } from "./control-client.ts";
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

test("what is sent at once is run by a client that is attached already", async () => {
  const ignore = () => undefined;
  const events = { onOutput: ignore, onNotification: ignore, onClose: ignore };
  const resize = async (rows: number) => {
    const client = attachControlClient(folder, "one", events);
    const replies = (command: string[]) =>
      new Promise<ReplyBlock[] | null>((resolve) => client.send([command], resolve));
    const size = replies(["refresh-client", "-C", `60x${rows}`]);
    const shown = replies(["display-message", "-p", "#{pane_height}"]);
    const [resized, height] = [await size, await shown];
    client.detach();
    // A client that tmux let go unheard is replaced by those who use it.
    if (resized === null || height === null) return false;
    expect(resized.map(({ isError }) => isError)).toEqual([false]);
    expect(height[0]?.lines.join("")).toBe(String(rows));
    return true;
  };
  // tmux reads the line and attaches the client in either order, so once proves little.
  let heard = 0;
  for (let rows = 10; rows < 40; rows += 1) heard += (await resize(rows)) ? 1 : 0;
  expect(heard).toBeGreaterThan(20);
});
