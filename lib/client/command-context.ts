"use client";

import { createContext, useContext } from "react";
import type { CommandAnswer, HeldOperation } from "#lib/kernel/answer.ts";

export interface CommandRequest {
  name: string;
  input: unknown;
  idempotencyKey: string;
  reason?: string;
}

/** The server action door: runs a command by name as the signed-in person. */
export type RunCommand = (request: CommandRequest) => Promise<CommandAnswer>;

/** How a command ended for the person who asked: answered, or taken back in the dialog. */
export type FinalAnswer<Result = unknown> =
  | CommandAnswer<Result>
  | { outcome: "cancelled"; operation: HeldOperation };

export type HeldAnswer = Extract<CommandAnswer, { outcome: "held" }>;

export interface Commands {
  run: RunCommand;
  /** Opens the one dialog for held operations; resolves when it closes. */
  askToConfirm: (answer: HeldAnswer, options?: ConfirmOptions) => Promise<FinalAnswer>;
}

export interface ConfirmOptions {
  /** What the button does. */
  label?: string;
  /** What it is done to, where that is not the target. */
  subject?: string;
}

export const CommandContext = createContext<Commands | null>(null);

export function useCommands(): Commands {
  const commands = useContext(CommandContext);
  if (!commands) throw new Error("useCommands needs Providers above it");
  return commands;
}
