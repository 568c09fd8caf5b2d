import type { Readable } from "node:stream";

/**
 * A stream's bytes for a `Response`. All that came since the last piece was taken goes on as one: of a fast sender's
 * thousand small ones each would cost a turn of its own. Errors where the stream fails or closes before its end.
 */
export function joined(source: Readable): ReadableStream<Uint8Array> {
  let wake = () => {};
  for (const name of ["readable", "end", "error", "close"]) source.on(name, () => wake());
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const piece: Uint8Array | null = source.read();
          if (piece) return controller.enqueue(piece);
          if (source.readableEnded) return controller.close();
          if (source.destroyed) return controller.error(source.errored ?? new Error("It was cut off."));
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
      cancel: () => void source.destroy(),
    },
    { highWaterMark: 0 },
  );
}
