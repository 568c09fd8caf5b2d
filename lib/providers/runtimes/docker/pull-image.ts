import type { FindLogin } from "../port.ts";
import type { Engine } from "./engine.ts";
import { EngineFailure, readTold } from "./engine-stream.ts";
import { dockerError, messageOf, statusOf } from "./failures.ts";
import { createPullReport } from "./pull-report.ts";

interface Pull {
  log: (line: string) => void;
  signal: AbortSignal;
  findLogin: FindLogin;
}

const hub = "docker.io";

/** Where a name leads: its first part where that is a host, else Docker's own hub. */
export function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  const isHost = rest.length > 0 && (first.includes(".") || first.includes(":") || first === "localhost");
  const host = isHost ? first.toLowerCase() : hub;
  return host === "index.docker.io" || host === "registry-1.docker.io" ? hub : host;
}

/** Fetches an image that the engine does not have from its registry, with a line for each tenth that is there. */
export async function pullImage(
  engine: Engine,
  reference: string,
  { log, signal, findLogin }: Pull,
): Promise<void> {
  const host = registryOf(reference);
  const login = await findLogin(host);
  log(login ? `Pulling ${reference} as ${login.user}` : `Pulling ${reference}`);
  const report = createPullReport();
  try {
    const stream = await engine.pull(withTag(reference), {
      abortSignal: signal,
      ...(login && {
        authconfig: {
          username: login.user,
          password: login.password.reveal(),
          serveraddress: host === hub ? "https://index.docker.io/v1/" : host,
        },
      }),
    });
    for await (const told of readTold(stream, signal)) {
      const line = report(told);
      if (line !== undefined) log(line);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineFailure || statusOf(error) !== undefined) throw explain(reference, error);
    throw error;
  }
}

/** Without a tag the engine would fetch every one there is. */
export const withTag = (reference: string): string =>
  /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`;

/** What else is told by whatever listens at a registry's address is no business of who names it: it may be anything. */
function explain(reference: string, error: unknown): Error {
  const words = messageOf(error);
  if (/denied|unauthorized|authentication|manifest unknown|not found|no such image/i.test(words)) {
    return dockerError(
      `There is no image ${reference}, or its registry wants a login. Check the name; an administrator gives logins in the settings, under Image registries.`,
      { cause: error },
    );
  }
  if (/dial|lookup|refused|timeout|deadline|no route|unreachable|EOF|TLS|x509|Client\.Timeout/i.test(words)) {
    return dockerError(`The registry of ${reference} cannot be reached from the engine.`, {
      isRetryable: true,
      cause: error,
    });
  }
  const known = /no space left on device/i.exec(words)?.[0];
  const reason = known === undefined ? "; the server's log says why" : `: ${known}`;
  return dockerError(`The image ${reference} could not be pulled${reason}.`, {
    isRetryable: true,
    cause: error,
  });
}
