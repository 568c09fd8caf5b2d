import { createServer } from "node:http";
import { openDatabase } from "#lib/platform/db/database.ts";

// node:http and one statement (FLOOR_SQL), with nothing between them: no authentication, no shaping.
const database = openDatabase(process.env.DATABASE_URL ?? "");
const text = process.env.FLOOR_SQL ?? "select 1";

const server = createServer(async (_request, response) => {
  const body = JSON.stringify({ items: await database.sql.unsafe(text, [], { prepare: true }) });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.stdout.write(`${address.port}\n`);
});
process.on("SIGTERM", () => process.exit(0));
