import { connect as openSocket } from "node:net";
import { createInterface } from "node:readline";
import { z } from "zod";

/** A database of one test file. It is dropped by `drop`, or when the process of the file ends. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

const Answer = z.union([z.object({ url: z.string() }), z.object({ error: z.string() })]);

/**
 * A database of its own for a test file, with the product's schema and no rows; `isEmpty`: without the schema too.
 * Needs Vitest's global setup, which starts one PostgreSQL for the run at the first call, or uses TEST_DATABASE_URL.
 * Open it with `connect`: the address is of a unix socket.
 */
export async function testDatabase(options: { isEmpty?: boolean } = {}): Promise<TestDatabase> {
  const port = Number(process.env.TEST_DATABASE_PORT);
  if (!port)
    throw new Error("TEST_DATABASE_PORT is not set: run this test with Vitest and its global setup.");
  const socket = openSocket({ port, host: "127.0.0.1" });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const answered = new Promise<string>((resolve, reject) => {
    createInterface(socket).once("line", resolve);
    socket.once("error", reject);
    void closed.then(() => reject(new Error("The test run gave no database.")));
  });
  socket.write(`${JSON.stringify({ isEmpty: options.isEmpty === true })}\n`);
  const answer = Answer.parse(JSON.parse(await answered));
  if ("error" in answer) throw new Error(answer.error);
  // An open socket says that the database is in use; it must not keep the process alive.
  socket.unref();
  return {
    url: answer.url,
    async drop() {
      socket.ref();
      socket.end();
      await closed;
    },
  };
}
