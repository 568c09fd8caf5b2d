import { once } from "node:events";
import type { WebSocket } from "ws";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";
import { terminalSocket } from "#lib/providers/workspaced/terminals.ts";
import { ServerMessage, type TerminalSocketQuery, type ViewerMessage } from "../protocol/terminals.ts";

export interface TestViewer {
  socket: WebSocket;
  /** All but `viewers`. */
  messages: ServerMessage[];
  /** The latest word on who sees the terminal, and its size. */
  company(): Extract<ServerMessage, { type: "viewers" }> | null;
  /** Sizes of the binary frames so far. */
  frames: number[];
  bytes(): Buffer;
  text(): string;
  /** Where this viewer would resume. */
  cursor(): number;
  type(text: string): void;
  send(message: ViewerMessage): void;
  /** Waits for a part of the text at or after `from`; gives the index behind it. */
  sees(part: string, options?: { from?: number; timeoutMs?: number }): Promise<number>;
  exit(timeoutMs?: number): Promise<number | null>;
  close(): Promise<void>;
}

/** For tests: a viewer that acknowledges what it gets, unless told not to. */
export async function openTestViewer(
  address: WorkspacedAddress,
  name: string,
  query: TerminalSocketQuery = {},
  { acknowledges = true, keeps = true } = {},
): Promise<TestViewer> {
  const socket = terminalSocket(address, name, query);
  const messages: ServerMessage[] = [];
  const frames: number[] = [];
  const chunks: Buffer[] = [];
  let cursor = 0;
  let company: Extract<ServerMessage, { type: "viewers" }> | null = null;
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) {
      const message = ServerMessage.parse(JSON.parse(data.toString()));
      if (message.type === "viewers") company = message;
      else messages.push(message);
      if (message.type === "ready") cursor = message.cursor;
      return;
    }
    frames.push(data.length);
    if (keeps) chunks.push(data);
    cursor += data.length;
    if (acknowledges) socket.send(JSON.stringify({ type: "ack", bytes: data.length }));
  });
  const refused = new Promise<never>((_, reject) => {
    socket.once("error", reject);
    socket.once("unexpected-response", (_request, response) => {
      reject(
        Object.assign(new Error(`refused with ${response.statusCode}`), { status: response.statusCode }),
      );
      socket.terminate();
    });
  });
  await Promise.race([once(socket, "open"), refused]);
  socket.on("error", () => undefined);
  const bytes = () => {
    if (chunks.length > 1) chunks.splice(0, chunks.length, Buffer.concat(chunks));
    return chunks[0] ?? Buffer.alloc(0);
  };
  const until = async <Value>(
    read: () => Value | undefined,
    what: string,
    timeoutMs: number,
  ): Promise<Value> => {
    for (const deadline = Date.now() + timeoutMs; ; ) {
      const value = read();
      if (value !== undefined) return value;
      if (Date.now() > deadline) {
        throw new Error(
          `no ${what} within ${timeoutMs} ms, but: ${JSON.stringify(bytes().toString().slice(-400))}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return {
    socket,
    messages,
    company: () => company,
    frames,
    bytes,
    text: () => bytes().toString(),
    cursor: () => cursor,
    type: (text) => socket.send(Buffer.from(text)),
    send: (message) => socket.send(JSON.stringify(message)),
    sees(part, { from = 0, timeoutMs = 10_000 } = {}) {
      const find = () => {
        const at = bytes().indexOf(part, from);
        return at < 0 ? undefined : at + Buffer.byteLength(part);
      };
      return until(find, `"${part}"`, timeoutMs);
    },
    async exit(timeoutMs = 10_000) {
      const found = await until(() => messages.find(({ type }) => type === "exit"), "exit", timeoutMs);
      return found.type === "exit" ? found.code : null;
    },
    async close() {
      if (socket.readyState === socket.CLOSED) return;
      socket.terminate();
      await once(socket, "close");
    },
  };
}
