import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { openWorkspace } from "./bench-workspace.ts";
import { ask, type Product, type Running } from "./product.ts";
import { type TerminalLine, webSocketLine } from "./terminal-line.ts";

const Terminal = z.object({ id: z.string() });
const Ready = z.object({ type: z.literal("ready"), cursor: z.number(), gap: z.boolean() });

/** Terminals of one workspace of the product, as browsers reach them. */
export interface ProductTerminals {
  /** A new terminal; gives its id. */
  open(): Promise<string>;
  /** A viewer of it, `silent` one that never acknowledges. */
  join(terminalId: string, viewer: { id: string; isSilent?: boolean }): Promise<TerminalLine>;
  /** Comes back where it left off; without a cursor, comes for the first time. */
  resume(terminalId: string, viewer: { id: string; cursor?: number | undefined }): Promise<Resumed>;
}

export interface Resumed {
  /** Until the stream is there again. */
  ms: number;
  /** Where to come back the next time. */
  cursor: number;
  /** It went on at its byte; false where it was given a new screen. */
  isLossless: boolean;
}

const quietMs = 60;

/** An empty project with its workspace up. */
export async function productTerminals({ key }: Product, running: Running): Promise<ProductTerminals> {
  const workspaceId = await openWorkspace({ key }, running, { type: "empty" });
  const headers = { authorization: `Bearer ${key}` };
  const addressOf = (id: string, viewer: string, cursor?: number) =>
    `${running.baseUrl.replace("http", "ws")}/api/terminal/ws/${id}?viewer=${viewer}&cols=120&rows=40${cursor === undefined ? "" : `&cursor=${cursor}`}`;
  return {
    async open() {
      return Terminal.parse(await ask(running, key, "POST /api/terminals", { workspaceId })).id;
    },
    join: (id, { id: viewer, isSilent = false }) =>
      webSocketLine(addressOf(id, viewer), { headers, acknowledges: !isSilent }),
    async resume(id, { id: viewer, cursor }) {
      const sinceMs = performance.now();
      const ready = Promise.withResolvers<{ cursor: number }>();
      const line = await webSocketLine(addressOf(id, viewer, cursor), {
        headers,
        acknowledges: true,
        onMessage(text) {
          const message = Ready.safeParse(JSON.parse(text));
          if (message.success) ready.resolve(message.data);
        },
      });
      let bytes = 0;
      line.onBytes = (chunk) => {
        bytes += chunk.length;
      };
      const { cursor: from } = await ready.promise;
      const ms = performance.now() - sinceMs;
      await sleep(quietMs);
      await line.close();
      return { ms, cursor: from + bytes, isLossless: from === cursor };
    },
  };
}
