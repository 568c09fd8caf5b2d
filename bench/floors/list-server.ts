import { createServer } from "node:http";
import { selectProjects } from "#lib/modules/projects/store.ts";
import { systemActor } from "#lib/platform/auth/actor.ts";
import { openDatabase } from "#lib/platform/db/database.ts";

// node:http and the very SQL of the product's list, with nothing between them: no authentication, no shaping.
const database = openDatabase(process.env.DATABASE_URL ?? "");
const query = selectProjects(database.orm, systemActor("bench"), {}, 51).toSQL();

const server = createServer(async (_request, response) => {
  const items = await database.sql.unsafe(query.sql, query.params as never[], { prepare: true });
  const body = JSON.stringify({ items });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.stdout.write(`${address.port}\n`);
});
process.on("SIGTERM", () => process.exit(0));
