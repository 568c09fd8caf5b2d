import { createServer, type ServerResponse } from "node:http";
import { connect } from "#lib/platform/db/connect.ts";

// LISTEN, and every notice straight into every open stream.
const followers = new Set<ServerResponse>();
const sql = connect(process.env.DATABASE_URL ?? "", { max: 1 });
await sql.listen("bench_event", (payload) => {
  for (const follower of followers) follower.write(`event: change\ndata: {"id":"${payload}"}\n\n`);
});

const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("event: ready\ndata: {}\n\n");
  followers.add(response);
  response.once("close", () => followers.delete(response));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.stdout.write(`${address.port}\n`);
});
process.on("SIGTERM", () => process.exit(0));
