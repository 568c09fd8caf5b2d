import { StringDecoder } from "node:string_decoder";

const headerBytes = 8;
/** What one line may grow to before it is handed on in parts. */
const lineCharactersMax = 64 * 1024;

/**
 * The lines of a multiplexed stream: frames of one byte for the stream (1 out, 2 err), three of nothing, four for the
 * length, then as many bytes (Engine API, "attach to a container"). Each stream has lines of its own.
 */
export async function* readFrames(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<string, void> {
  const streams = new Map<number, { decoder: StringDecoder; rest: string }>();
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= headerBytes) {
      const end = headerBytes + pending.readUInt32BE(4);
      if (pending.length < end) break;
      const which = pending[0] ?? 0;
      const stream = streams.get(which) ?? { decoder: new StringDecoder(), rest: "" };
      streams.set(which, stream);
      const lines = (stream.rest + stream.decoder.write(pending.subarray(headerBytes, end))).split("\n");
      stream.rest = lines.pop() ?? "";
      yield* lines.map(withoutReturn);
      if (stream.rest.length > lineCharactersMax) {
        yield stream.rest;
        stream.rest = "";
      }
      pending = pending.subarray(end);
    }
  }
  for (const { rest } of streams.values()) if (rest !== "") yield withoutReturn(rest);
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);
