import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { cleanEnvironment } from "./environment.ts";
import { type RequestError, unavailable } from "./errors.ts";

export interface ProgramOptions {
  cwd: string;
  /** Added to the clean environment; nothing else is inherited. */
  env?: Record<string, string>;
  stdin?: string | Uint8Array;
  /** What the program, and what it starts, can read as file 3 and on. */
  inputs?: readonly string[];
  deadlineMs: number;
  /** Standard output beyond this ends the program (default 16 MiB); standard error keeps its first 64 KiB. */
  outputBytesMax?: number;
  signal?: AbortSignal | undefined;
  /** Takes standard output (standard error) as it comes; then it is neither collected nor capped. */
  onStdout?: (chunk: Buffer) => void;
  onStderr?: (chunk: Buffer) => void;
  onSpawn?: (pid: number) => void;
  /** How long a program that must stop may take to tidy up (its lock files) before it is killed (default 0). */
  graceMs?: number;
  /** What it leaves in the background ends with it, even where it holds no output open. */
  endsGroup?: boolean;
}

export interface ProgramResult {
  /** Null where a signal, ours included, ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stdoutBytes: Buffer;
  stderr: string;
  /** Output was cut at `outputBytesMax`. */
  isTruncated: boolean;
}

const stderrBytesMax = 64 * 1024;
/** What a program left in the background may hold its output open for so long, and then so long again once it is killed. */
const lingerMs = 1000;

/**
 * Runs a program to its end from an argument array. A code other than 0 is an answer, not an error. Throws
 * SERVICE_UNAVAILABLE where the program is missing or the deadline passed, the signal's reason where it was aborted.
 * It runs in a process group of its own, so that what it started (ssh, hooks) ends with it; who must outlive it, closes its output.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const {
    outputBytesMax = 16 * 1024 * 1024,
    signal,
    deadlineMs,
    graceMs = 0,
    inputs = [],
    endsGroup = false,
  } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: cleanEnvironment(options.env),
      stdio: ["pipe", "pipe", "pipe", ...inputs.map(() => "pipe" as const)],
      detached: true,
    });
    if (child.pid !== undefined) options.onSpawn?.(child.pid);
    let failure: unknown;
    let killTimer: NodeJS.Timeout | undefined;
    const stop = (reason: unknown) => {
      if (failure !== undefined) return;
      failure = reason;
      if (graceMs > 0) killGroup(child, "SIGTERM");
      const kill = endsGroup ? signalGroup : killGroup;
      killTimer = setTimeout(() => kill(child, "SIGKILL"), graceMs);
    };
    const deadline = setTimeout(
      () => stop(unavailable(`${program} did not finish within ${deadlineMs} ms`)),
      deadlineMs,
    );
    const onAbort = () => stop(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    let lingerTimer: NodeJS.Timeout | undefined;
    const settle = () => {
      for (const timer of [deadline, lingerTimer]) clearTimeout(timer);
      // What the program leaves behind may need its grace still, once the program itself has ended.
      if (!endsGroup) clearTimeout(killTimer);
      signal?.removeEventListener("abort", onAbort);
    };

    const stdout = collect(child.stdout, outputBytesMax, options.onStdout, () => killGroup(child));
    const stderr = collect(child.stderr, stderrBytesMax, options.onStderr);
    child.once("error", (error) => {
      settle();
      reject(failure ?? toRunError(program, error));
    });
    child.once("exit", () => {
      clearTimeout(deadline);
      if (endsGroup && failure === undefined) signalGroup(child, "SIGKILL");
      lingerTimer = setTimeout(() => {
        signalGroup(child, "SIGKILL");
        // Held open by what left the group, they would never end.
        lingerTimer = setTimeout(() => closePipes(child), lingerMs);
      }, lingerMs);
    });
    child.once("close", (code, endSignal) => {
      settle();
      if (failure !== undefined) return reject(failure);
      const stdoutBytes = Buffer.concat(stdout.chunks);
      const text = { stdout: stdoutBytes.toString(), stderr: Buffer.concat(stderr.chunks).toString() };
      resolve({ code, signal: endSignal, ...text, stdoutBytes, isTruncated: stdout.isTruncated });
    });
    // A program that ends without reading its input closes the pipe; its exit code tells the story.
    for (const [index, text] of [options.stdin, ...inputs].entries()) {
      const input = child.stdio[index === 0 ? 0 : index + 2] as Writable | null | undefined;
      input?.on("error", () => undefined);
      input?.end(text);
    }
  });
}

interface Collected {
  chunks: Buffer[];
  isTruncated: boolean;
}

function collect(
  stream: NodeJS.ReadableStream,
  bytesMax: number,
  onChunk?: (chunk: Buffer) => void,
  onOverflow?: () => void,
): Collected {
  const collected: Collected = { chunks: [], isTruncated: false };
  if (onChunk !== undefined) {
    stream.on("data", onChunk);
    return collected;
  }
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    const room = bytesMax - bytes;
    bytes += chunk.length;
    if (room > 0) collected.chunks.push(chunk.subarray(0, room));
    if (bytes > bytesMax && !collected.isTruncated) {
      collected.isTruncated = true;
      onOverflow?.();
    }
  });
  return collected;
}

/** Ends a detached child that still runs, and everything it started. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child, signal);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

function closePipes({ stdio }: ChildProcess): void {
  for (const pipe of stdio) pipe?.destroy();
}

function toRunError(program: string, error: NodeJS.ErrnoException): RequestError {
  if (error.code === "ENOENT") return unavailable(`${program} is not installed in this workspace`, error);
  return unavailable(`${program} could not be started (${error.code ?? "unknown reason"})`, error);
}
