import type { TerminalKind } from "../protocol/terminals.ts";

/** What a terminal reports to its reader. Calls come in the order of the stream. */
export interface TerminalEvents {
  /** The buffer is reused after the call: copy what is kept. */
  onOutput(bytes: Buffer): void;
  /** Output was lost here; only a snapshot brings a viewer up to date. */
  onGap(): void;
  /** The shell ended; null where its code is not known. Nothing comes after it. */
  onExit(code: number | null): void;
}

/** One running shell, read by us alone. */
export interface TerminalSource {
  /** The process the terminal began with: the shell, or what started it. */
  readonly pid: number;
  /** Its shell is a child of that process. */
  readonly isWrapped: boolean;
  /** Resolves when the terminal has taken the bytes. Order is kept. */
  write(bytes: Uint8Array): Promise<void>;
  resize(cols: number, rows: number): void;
  /** Calls back with the screen and its history exactly between the output before and the output after it. */
  snapshot(take: (bytes: Buffer) => void): void;
  rename(name: string): Promise<void>;
  /** Keeps the time beyond our own life, where that is possible. */
  rememberTyping(at: Date): void;
  /** Ends the shell and what runs in it. */
  end(): Promise<void>;
  /** Stops reading; in tmux the shell goes on. */
  detach(): void;
}

export interface TerminalRecord {
  name: string;
  cwd: string;
  createdAt: Date;
  lastTypedAt: Date | null;
}

export interface TerminalBackend {
  readonly kind: TerminalKind;
  /** What a former workspaced left running. */
  find(): Promise<TerminalRecord[]>;
  create(name: string, cwd: string): Promise<TerminalRecord>;
  open(record: TerminalRecord, events: TerminalEvents): Promise<TerminalSource>;
}
