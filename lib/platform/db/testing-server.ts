import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { connect } from "#lib/platform/db/connect.ts";
import { migrate } from "#lib/platform/db/migrate.ts";
import { hasMigrations, migrationsFolder } from "#lib/platform/db/migration-files.ts";
import { createLogger } from "#lib/platform/log.ts";

/**
 * Gives test files their databases: one socket, one database, dropped when the socket closes. The cluster starts with
 * the first request, so that a run of pure tests pays nothing; a process of its own ends it when this one is gone.
 */
export interface TestDatabaseServer {
  readonly port: number;
  stop(): Promise<void>;
}

interface Cluster {
  url: string;
  stop(): Promise<void>;
}

interface Source {
  create(isEmpty: boolean): Promise<{ url: string; drop(): Promise<void> }>;
  stop(): Promise<void>;
}

/** Listens on a free loopback port; `serverUrl` is a PostgreSQL to use instead of an own cluster. */
export async function serveTestDatabases(serverUrl?: string): Promise<TestDatabaseServer> {
  let source: Promise<Source> | undefined;
  const drops = new Set<Promise<void>>();
  const openSource = () => {
    source ??= prepareSource(serverUrl).catch((error: unknown) => {
      source = undefined;
      throw error;
    });
    return source;
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const drop = serve(socket, openSource).finally(() => drops.delete(drop));
    drops.add(drop);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    async stop() {
      server.close();
      await Promise.all(drops);
      await (await source?.catch(() => undefined))?.stop();
    },
  };
}

/** Answers one request and lasts until its database is dropped. */
async function serve(socket: Socket, openSource: () => Promise<Source>): Promise<void> {
  const finished = new Promise<void>((resolve) => {
    socket.once("end", resolve);
    socket.once("close", resolve);
    socket.once("error", () => resolve());
  });
  const request = new Promise<string>((resolve) => createInterface(socket).once("line", resolve));
  const line = await Promise.race([request, finished]);
  if (line === undefined) return;
  try {
    const { isEmpty } = JSON.parse(line) as { isEmpty: boolean };
    const database = await (await openSource()).create(isEmpty);
    socket.write(`${JSON.stringify({ url: database.url })}\n`);
    await finished;
    await database.drop();
  } catch (error) {
    socket.write(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);
  } finally {
    socket.end();
  }
}

async function prepareSource(serverUrl: string | undefined): Promise<Source> {
  const cluster: Cluster = serverUrl ? { url: serverUrl, stop: async () => {} } : await startCluster();
  const sql = connect(cluster.url, { max: 2 });
  const template = `lockkeeper_test_${randomBytes(6).toString("hex")}`;
  const urlOf = (name: string) => Object.assign(new URL(cluster.url), { pathname: `/${name}` }).href;
  const stop = async () => {
    await sql`drop database if exists ${sql(template)}`.catch(() => {});
    await sql.end({ timeout: 1 });
    await cluster.stop();
  };
  try {
    await sql`create database ${sql(template)} template template0`;
    const log = createLogger({ logLevel: "silent", mode: "test" });
    if (hasMigrations(migrationsFolder)) await migrate({ url: urlOf(template), log });
  } catch (error) {
    await stop();
    throw error;
  }
  let count = 0;
  return {
    async create(isEmpty) {
      count += 1;
      const name = `${template}_${count}`;
      await sql`create database ${sql(name)} template ${sql(isEmpty ? "template0" : template)}`;
      return {
        url: urlOf(name),
        drop: async () => void (await sql`drop database if exists ${sql(name)} with (force)`),
      };
    },
    stop,
  };
}

/** A cluster in a process that ends and removes it when its input closes: also when this process is killed. */
async function startCluster(): Promise<Cluster> {
  const program = resolve(import.meta.dirname, "testing-cluster.ts");
  const child = spawn(process.execPath, [program], { detached: true, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("error", reject);
    void ended.then(() => reject(new Error("The PostgreSQL of the tests did not start.")));
  });
  return {
    url,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
