import { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { Engine } from "./engine.ts";
import { EngineFailure, readTold } from "./engine-stream.ts";
import { dockerError } from "./failures.ts";

export interface Build {
  archive: Buffer;
  dockerfile: string;
  tag: string;
  arguments: Record<string, string>;
  /** `host` where only the engine's own network reaches the package mirrors. */
  network?: string | undefined;
  /** What others made runs in it: as root, and so with little of the machine. */
  isConfined?: boolean;
}

/** Our program is copied and two short scripts run; nobody needs more for that. */
const confined = { memory: 1024 ** 3, memswap: 1024 ** 3, cpuperiod: 100_000, cpuquota: 100_000 };
const unfinishedMax = 64 * 1024;

/** How the scripts of deploy/workspace begin a line that is meant for people. */
const refusal = "lockkeeper: ";
const noise = /^(--->|Removing intermediate container|Successfully (built|tagged)|\s*$)/;

/**
 * Builds by the classic way, which Docker from 20.10 on and Podman have. What was built before a failure or the signal
 * stays in the engine's cache: the next attempt goes on from there.
 */
export async function buildImage(
  engine: Engine,
  build: Build,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let refused: string | undefined;
  let unfinished = "";
  const tell = (raw: string) => {
    const line = stripVTControlCharacters(raw);
    if (line.startsWith(refusal)) refused = line.slice(refusal.length);
    if (!noise.test(line.trim())) log(line.trimEnd());
  };
  try {
    const stream = await engine.buildImage(Readable.from([build.archive]), {
      abortSignal: signal,
      dockerfile: build.dockerfile,
      t: build.tag,
      buildargs: build.arguments,
      forcerm: true,
      ...(build.network !== undefined && { networkmode: build.network }),
      ...(build.isConfined && confined),
    });
    for await (const { stream: text, status } of readTold(stream, signal)) {
      const lines = (unfinished + (text ?? (status ? `${status}\n` : ""))).split(/\r\n|\n|\r/);
      unfinished = (lines.pop() ?? "").slice(-unfinishedMax);
      for (const line of lines) tell(line);
    }
    if (unfinished) tell(unfinished);
  } catch (error) {
    signal.throwIfAborted();
    if (refused !== undefined) throw dockerError(refused, { cause: error });
    throw error instanceof EngineFailure ? explain(error) : error;
  }
}

function explain(error: EngineFailure): Error {
  const [words = ""] = error.message.split("\n");
  // Where it has one, check.sh says itself what it refuses; Podman tells no more than which step failed.
  if (/"?\/bin\/sh"?: (stat \/bin\/sh: )?no such file|\/check\.sh":/.test(error.message)) {
    return dockerError("It has no /bin/sh, which workspaces need: build it on an image with a shell.", {
      cause: error,
    });
  }
  const reason = /no space left on device/i.test(words) ? "There is no space left on Docker's disk" : words;
  return dockerError(`${reason.slice(0, 300)}; the last lines of the log say more.`, {
    isRetryable: true,
    cause: error,
  });
}
