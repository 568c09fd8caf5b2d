import { readFile, readlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { runProgram } from "../run-program.ts";
import type { TerminalSource } from "./port.ts";

export interface Foreground {
  /** The name of the program in the foreground; null where the system does not say. */
  command: string | null;
  /** It is another one than the shell. */
  busy: boolean;
}

const unknown: Foreground = { command: null, busy: false };

/** Asks the system which process group has the terminal that a source began. */
export async function foregroundOf({
  pid,
  isWrapped,
}: Pick<TerminalSource, "pid" | "isWrapped">): Promise<Foreground> {
  try {
    const readProcess = process.platform === "linux" ? readFromProc : readFromPs;
    const { foreground: leader } = await readProcess(pid);
    if (leader <= 0) return unknown;
    const { command, parent } = await readProcess(leader);
    const isShell = leader === pid || (isWrapped && parent === pid);
    return { command, busy: !isShell };
  } catch {
    // It ended meanwhile.
    return unknown;
  }
}

/** The folder that the program in the foreground works in; null where the system does not say. */
export async function folderOf({ pid }: Pick<TerminalSource, "pid">): Promise<string | null> {
  if (process.platform !== "linux") return null;
  try {
    const { foreground } = await readFromProc(pid);
    return await readlink(`/proc/${foreground > 0 ? foreground : pid}/cwd`);
  } catch {
    return null;
  }
}

interface ProcessFacts {
  command: string;
  parent: number;
  /** The leader of the process group in its terminal's foreground. */
  foreground: number;
}

async function readFromProc(pid: number): Promise<ProcessFacts> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // proc(5): the name in parentheses may hold anything; after it come state, ppid, pgrp, session, tty_nr, tpgid.
  const end = stat.lastIndexOf(")");
  const [, parent, , , , foreground] = stat.slice(end + 2).split(" ");
  return {
    command: stat.slice(stat.indexOf("(") + 1, end),
    parent: Number(parent),
    foreground: Number(foreground),
  };
}

async function readFromPs(pid: number): Promise<ProcessFacts> {
  const options = { cwd: tmpdir(), deadlineMs: 3000 };
  const { stdout } = await runProgram("ps", ["-o", "ppid=,tpgid=,comm=", "-p", String(pid)], options);
  const [parent, foreground, ...command] = stdout.trim().split(/\s+/);
  const name = command.join(" ").split("/").at(-1) ?? "";
  return { command: name, parent: Number(parent), foreground: Number(foreground) };
}
