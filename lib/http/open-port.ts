/**
 * The port that people come to: http, or https where there is a certificate. Then what comes unencrypted is sent on to
 * https by the same port, but for the agents of this machine, which reach their model over its loopback.
 */
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { listenerOptions } from "#lib/http/body-limits.ts";
import { limitSockets } from "#lib/http/socket-limits.ts";
import type { Certificate } from "#lib/http/tls-files.ts";
import { type Environment, EnvironmentError } from "#lib/platform/env.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Port {
  server: Server;
  /** New connections are met with it. */
  replaceCertificate(next: Certificate): void;
  /** Takes no more connections, and ends those that wait for nothing. */
  close(): void;
  closeAll(): void;
}

interface Served {
  answer: Answer;
  upgrade: Upgrade;
  /** In the place of `answer` for what comes unencrypted to a port that speaks https. */
  answerPlain: Answer;
}

export const openPort = (
  served: Served,
  certificate: Certificate | null,
  options: ServerOptions = listenerOptions,
): Port => (certificate ? openBoth(served, certificate, options) : openPlain(served, options));

function openPlain({ answer, upgrade }: Served, options: ServerOptions): Port {
  const server = createHttpServer(options, answer);
  server.on("upgrade", upgrade);
  limitSockets(server);
  return {
    server,
    replaceCertificate: () => {},
    close() {
      server.close();
      server.closeIdleConnections();
    },
    closeAll: () => server.closeAllConnections(),
  };
}

const listenFaults: Readonly<Record<string, string>> = {
  EADDRINUSE: "Something else listens there already. Stop it, or choose another PORT.",
  EACCES: "This user may not listen there. Choose a PORT from 1024 on.",
  EADDRNOTAVAIL: "This machine does not have that address. Mend HOST.",
  ENOTFOUND: "This machine does not know that name. Mend HOST.",
};

/** Begins to listen and gives the port; throws an EnvironmentError where the address cannot be had. */
export async function listen(
  server: Server,
  { host, port }: Pick<Environment, "host" | "port">,
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  }).catch((error: NodeJS.ErrnoException) => {
    const fault = listenFaults[error.code ?? ""];
    throw fault ? new EnvironmentError(`Lockkeeper cannot listen on ${host}:${port}. ${fault}`) : error;
  });
  return (server.address() as AddressInfo).port;
}

const handshakeMs = 15_000;

function openBoth(
  { answer, upgrade, answerPlain }: Served,
  certificate: Certificate,
  options: ServerOptions,
): Port {
  const secure = createHttpsServer({ ...options, ...certificate, handshakeTimeout: handshakeMs }, answer);
  secure.on("upgrade", upgrade);
  const plain = createHttpServer(options, answerPlain);
  plain.on("upgrade", (_, socket) => socket.destroy());
  // Who comes only to look, and speaks no TLS after all, is nobody's failure.
  secure.on("tlsClientError", (_, socket) => socket.destroy());
  const server = createServer({ noDelay: true, pauseOnConnect: false }, (socket) =>
    sortOut(socket, { secure, plain }),
  );
  limitSockets(server);
  // Neither listens itself, and from that moment on only does Node time heads and know which connections there are.
  server.once("listening", () => {
    for (const one of [secure, plain]) one.emit("listening");
  });
  return {
    server,
    replaceCertificate: (next) => secure.setSecureContext(next),
    close() {
      server.close();
      for (const one of [secure, plain]) one.close();
    },
    closeAll() {
      for (const one of [secure, plain]) one.closeAllConnections();
    },
  };
}

/** The first byte of a TLS handshake (RFC 8446, 5.1); no method of HTTP begins with it. */
const handshakeByte = 0x16;

/** Hands a connection to the one of the two that it speaks to, by its first byte. */
function sortOut(socket: Socket, { secure, plain }: Record<"secure" | "plain", HttpServer | Server>): void {
  const hangUp = () => socket.destroy();
  const timer = setTimeout(hangUp, handshakeMs);
  socket.once("error", hangUp);
  socket.once("close", () => clearTimeout(timer));
  socket.once("data", (first: Buffer) => {
    clearTimeout(timer);
    socket.off("error", hangUp);
    socket.pause();
    socket.unshift(first);
    (first[0] === handshakeByte ? secure : plain).emit("connection", socket);
    process.nextTick(() => socket.resume());
  });
}
