import { createReadStream, createWriteStream } from "node:fs";
import { createServer } from "node:http";
import { pipeline } from "node:stream/promises";

// node:http and a pipe with 1 MiB chunks: GET sends the file FILE, PUT writes the body to FILE.upload.
const file = process.env.FILE ?? "";
const chunkBytes = 1024 * 1024;
const server = createServer(async (request, response) => {
  if (request.method === "GET") {
    await pipeline(createReadStream(file, { highWaterMark: chunkBytes }), response);
  } else {
    await pipeline(request, createWriteStream(`${file}.upload`, { highWaterMark: chunkBytes }));
    response.end("{}");
  }
});
server.requestTimeout = 0;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.stdout.write(`${address.port}\n`);
});
process.on("SIGTERM", () => process.exit(0));
