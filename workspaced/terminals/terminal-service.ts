import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspacedContext } from "../context.ts";
import { conflict, invalid, notFound } from "../errors.ts";
import { openFolder } from "../files/inside.ts";
import { onPath, splitPath } from "../files/paths.ts";
import type { ActivityAnswer } from "../protocol/service.ts";
import type {
  CreateTerminalInput,
  LocateAnswer,
  TerminalAnswer,
  TerminalKind,
} from "../protocol/terminals.ts";
import { resolveRoot } from "../roots.ts";
import { locateFile } from "./locate-file.ts";
import type { TerminalBackend, TerminalRecord } from "./port.ts";
import { createPtyBackend } from "./pty-backend.ts";
import { openTerminal, type Terminal } from "./terminal.ts";
import { createTmuxBackend } from "./tmux-backend.ts";
import { findTmux } from "./tmux-server.ts";

export interface TerminalService {
  readonly kind: TerminalKind;
  /** Oldest first. */
  list(): Promise<TerminalAnswer[]>;
  create(input: CreateTerminalInput): Promise<TerminalAnswer>;
  remove(name: string): Promise<void>;
  rename(name: string, newName: string): Promise<TerminalAnswer>;
  /** The file that a path printed in a terminal means. */
  locate(name: string, path: string): Promise<LocateAnswer>;
  /** NOT_FOUND where there is no such terminal. */
  get(name: string): Terminal;
  /** Ends every terminal and what runs in it. */
  removeAll(): Promise<void>;
  activity(): Promise<Pick<ActivityAnswer, "lastTypedAt" | "lastTypedIn" | "terminals">>;
  /** Stops reading; what runs in tmux runs on. */
  close(): void;
}

const terminalsMax = 100;

/** Finds the terminals of a former life again, then serves. */
export async function startTerminals(context: WorkspacedContext): Promise<TerminalService> {
  const backend = await chooseBackend(context);
  const terminals = new Map<string, Terminal>();
  /** Taken from the moment a creation begins, so that two of one name cannot both begin. */
  const reserved = new Set<string>();

  const open = async (record: TerminalRecord) => {
    let terminal: Terminal | null = null;
    let hasExited = false;
    terminal = await openTerminal(backend, record, () => {
      hasExited = true;
      if (terminal !== null && terminals.get(terminal.name) === terminal) terminals.delete(terminal.name);
    });
    if (!hasExited) terminals.set(record.name, terminal);
    return terminal;
  };
  const get = (name: string) => {
    const terminal = terminals.get(name);
    if (terminal === undefined) throw notFound("terminal");
    return terminal;
  };
  const reserve = async <Result>(name: string, work: () => Promise<Result>) => {
    if (terminals.has(name) || reserved.has(name))
      throw conflict(`There is a terminal named ${name} already.`);
    reserved.add(name);
    try {
      return await work();
    } finally {
      reserved.delete(name);
    }
  };

  for (const record of await backend.find()) {
    await open(record).catch((error: unknown) => {
      context.log("warn", "a terminal could not be opened again", { terminal: record.name, error });
    });
  }
  return {
    kind: backend.kind,
    async list() {
      const answers = await Promise.all([...terminals.values()].map((terminal) => terminal.describe()));
      // A rename moves a terminal to the end of the map, and after a restart it is tmux that lists them.
      return answers.toSorted((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
    },
    create: ({ name, root, cwd = "" }) =>
      reserve(name, async () => {
        if (terminals.size >= terminalsMax)
          throw conflict(`A workspace has at most ${terminalsMax} terminals.`);
        const folder = await resolveFolder(context, root, cwd);
        const terminal = await open(await backend.create(name, folder));
        return terminal.describe();
      }),
    async remove(name) {
      const terminal = get(name);
      await terminal.end();
      terminals.delete(name);
    },
    rename: (name, newName) =>
      reserve(newName, async () => {
        const terminal = get(name);
        await terminal.rename(newName);
        terminals.delete(name);
        terminals.set(newName, terminal);
        return terminal.describe();
      }),
    async locate(name, path) {
      const root = await resolveRoot(context);
      return { path: await locateFile(root.path, await get(name).folder(), path) };
    },
    get,
    async removeAll() {
      await Promise.all([...terminals.values()].map((terminal) => terminal.end()));
      terminals.clear();
    },
    async activity() {
      const all = await Promise.all([...terminals.values()].map((terminal) => terminal.describe()));
      const typed = all.toSorted((a, b) => (a.lastTypedAt ?? "").localeCompare(b.lastTypedAt ?? "")).at(-1);
      return {
        lastTypedAt: typed?.lastTypedAt ?? null,
        lastTypedIn: typed?.lastTypedAt ? typed.name : null,
        terminals: all.map(({ name, command, busy }) => ({ name, command, busy })),
      };
    },
    close() {
      for (const terminal of terminals.values()) terminal.detach();
    },
  };
}

async function chooseBackend(context: WorkspacedContext): Promise<TerminalBackend> {
  const kind = await terminalKind(context);
  return kind === "tmux" ? createTmuxBackend(context) : createPtyBackend(context);
}

/** What terminals are made of here: tmux where there is one of version 3.2 or later. */
export async function terminalKind({ config }: WorkspacedContext): Promise<TerminalKind> {
  if (config.terminals !== "auto") return config.terminals;
  return (await findTmux()) ? "tmux" : "pty";
}

async function resolveFolder(
  context: WorkspacedContext,
  rootName: string | undefined,
  cwd: string,
): Promise<string> {
  const root = await resolveRoot(context, rootName);
  return onPath(async () => {
    const folder = await openFolder(root, splitPath(cwd, "cwd"), "cwd");
    await folder.handle.close();
    const path = join(root.path, ...folder.parts);
    if (!(await stat(path)).isDirectory()) throw invalid("cwd", "is not a folder");
    return path;
  }, "cwd");
}
