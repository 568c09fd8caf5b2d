/**
 * What a coding agent must offer. A driver talks to an agent that already runs somewhere (`AgentEndpoint`); it starts nothing.
 *
 * Guarantees: every call has a deadline; `follow` tells each fact at least once and never an older state after a newer one, so
 * that a consumer who upserts by `key` (and skips an equal `revision`) has neither gap nor double, also across restarts of the
 * consumer, of the connection and of the agent. Fails with `AgentUnreachable` (gone or hung: try later) or `AgentRefused` (it
 * answered and said no).
 */

/** `directory` is one stable absolute path per worktree, as the agent's host sees it. `headers` carry its password. */
export type AgentEndpoint = { baseUrl: string; headers: Record<string, string>; directory: string };

export type AgentProtocol = "openai" | "anthropic";

export type AgentEnvironmentOptions = {
  /** The model's id as the gateway knows it. */
  model: string;
  gateway: { baseUrl: string; token: string; protocol: AgentProtocol };
  /** Where the agent asks for what it may not do itself, by the Model Context Protocol, and its own key for that. */
  controlPlane?: { url: string; key: string };
  temperature?: number;
  /** Upper bound of one answer. */
  maxTokens?: number;
  /** Tools switched off (`false`) by name. */
  tools?: Record<string, boolean>;
  /** Classes of permission whose rule is not the usual one; what the driver does not know is left as it is. */
  permissions?: Record<string, PermissionAction>;
  /** Read-only rules for every session of this server. */
  isReview?: boolean;
  /** Absolute paths of files (AGENTS.md) added to the system prompt of every session; a missing one is left out. */
  instructionFiles?: string[];
  /** US dollars per million tokens; without it costs are reported as 0. */
  prices?: { input: number; output: number; cacheRead?: number; cacheWrite?: number };
};

/**
 * What whoever starts the agent sets in its environment, besides homes, a clean shell and a password of its own. `env`
 * holds the gateway's token, so it belongs into no log.
 */
export type AgentEnvironment = { env: Record<string, string> };

export type AgentTokens = {
  input: number;
  output: number;
  reasoning: number;
  cacheRead: number;
  cacheWrite: number;
};

export type AgentQuestion = {
  question: string;
  header: string;
  options: { label: string; description: string }[];
  /** More than one option may be chosen. */
  isMultiple: boolean;
  /** An answer in own words is welcome. */
  isFreeTextAllowed: boolean;
};

export type ToolState = "pending" | "running" | "completed" | "error";
/** What becomes of something an agent wants to do. */
export type PermissionAction = "allow" | "ask" | "deny";
export type PermissionReply = "once" | "always" | "reject";
export type TurnEnd = "completed" | "error" | "aborted" | "interrupted";

type TextState = {
  within: string | null;
  messageId: string;
  partId: string;
  text: string;
  delta: string | null;
  isFinished: boolean;
};

/**
 * `within` is the key of the call by which a sub-agent was started, on what that one says and does; null on the agent's own.
 * Such a call is always told before what stands within it.
 */
export type AgentEventBody =
  /**
   * `text` is the whole text so far, told as soon as it begins: an empty one holds its place before what follows it.
   * `delta` is what was just added, where that is known.
   */
  | ({ kind: "text"; role: "user" | "assistant" } & TextState)
  | ({ kind: "reasoning" } & TextState)
  | {
      kind: "tool";
      within: string | null;
      messageId: string;
      partId: string;
      callId: string;
      name: string;
      state: ToolState;
      title: string | null;
      /** Long strings inside are cut. */
      input: Record<string, unknown>;
      /** Cut in the middle at 16,000 characters. */
      output: string | null;
      /** Here, or by the agent's own program before. */
      isOutputCut: boolean;
      error: string | null;
      diff: { additions: number; deletions: number } | null;
      /** What it changed as one unified patch; null for what changed nothing, or too much to be shown. */
      patch: string | null;
      /** Of a command that came to its end. */
      exitCode: number | null;
      startedAtMs: number | null;
      endedAtMs: number | null;
    }
  /** `permission` is the class (bash, edit, external_directory, …). `reply` is null while asked, and when it vanished unanswered. */
  | {
      kind: "permission";
      id: string;
      state: "asked" | "settled";
      reply: PermissionReply | null;
      permission: string;
      title: string;
      patterns: string[];
      /** What the agent itself would take for the same again: wider patterns. */
      suggested: string[];
      metadata: Record<string, unknown>;
      callId: string | null;
    }
  | {
      kind: "question";
      id: string;
      state: "asked" | "settled";
      questions: AgentQuestion[];
      answers: string[][] | null;
      callId: string | null;
    }
  /** Told whenever the truth was read, first of all after every connect: an ask that is not listed here is no longer open. */
  | { kind: "reconciled"; openAskIds: string[] }
  /** Totals of the session and its children since it was created. */
  | { kind: "usage"; tokens: AgentTokens; costUsd: number }
  | { kind: "file_edited"; path: string }
  | {
      kind: "status";
      status: "busy" | "retry" | "idle";
      message: string | null;
      attempt: number | null;
      nextAtMs: number | null;
    }
  | { kind: "error"; name: string; message: string; isRetryable: boolean; httpStatus: number | null }
  /** The last event. `interrupted`: the agent stopped without finishing, as after a restart; a new prompt goes on. */
  | { kind: "turn_finished"; reason: TurnEnd; message: string | null; answer: AgentAnswer };

export type AgentEvent = { key: string; revision: string } & AgentEventBody;

/** `json` is the structured answer, or what could be read as JSON from the last text. */
export type AgentAnswer = { text: string; json: unknown };

export type FollowOptions = {
  /** The message id of the prompt whose turn is followed; older messages are not told. Null: the whole session. */
  since: string | null;
  signal?: AbortSignal;
  limits?: Partial<FollowLimits>;
};

export type FollowLimits = {
  /** No byte for so long: connect anew. */
  silenceMs: number;
  /** Nothing answered for so long: `AgentUnreachable`. */
  unreachableAfterMs: number;
  /** How often the truth is asked for even though the stream is quiet or busy. */
  pollMs: number;
  /** An idle session without a finished answer is `interrupted` after so long. */
  settleMs: number;
  /** After so many attempts of the agent at a failing model the turn is aborted as an error. */
  retryAttemptsMax: number;
  /** After so many answers in a row that break off before their end the turn is `interrupted`. */
  brokenOffMax: number;
};

export type PromptInput = {
  /** From `createMessageId`: a prompt with an id that is already there is not sent twice. */
  messageId: string;
  text: string;
  /** Added to the system prompt of this turn. */
  instructions?: string;
  /** A JSON schema the answer must follow. */
  format?: Record<string, unknown>;
};

export type AgentDriver = {
  renderEnvironment(options: AgentEnvironmentOptions): AgentEnvironment;
  /** The id for the next prompt of a session. Store it before the prompt: with it the turn is found again after a crash. */
  createMessageId(endpoint: AgentEndpoint, sessionId: string): Promise<string>;
  /** Authenticated, within 3 s unless told otherwise. Never throws. */
  health(endpoint: AgentEndpoint, deadlineMs?: number): Promise<AgentHealth>;
  createSession(
    endpoint: AgentEndpoint,
    input: {
      title: string;
      runId: string;
      model: string;
      isReadOnly?: boolean;
      tools?: Record<string, boolean>;
      permissions?: Record<string, PermissionAction>;
    },
  ): Promise<{ sessionId: string }>;
  /** Resolves when the prompt was taken in, which says nothing about success: `follow` does. */
  prompt(endpoint: AgentEndpoint, sessionId: string, input: PromptInput): Promise<void>;
  follow(
    endpoint: AgentEndpoint,
    sessionId: string,
    options: FollowOptions,
  ): AsyncGenerator<AgentEvent, void>;
  /** The transcript as it stands, in the same events and under the same keys as `follow`. */
  snapshot(endpoint: AgentEndpoint, sessionId: string): Promise<AgentEvent[]>;
  /** False: it was no longer open. */
  answerPermission(
    endpoint: AgentEndpoint,
    permissionId: string,
    answer: { reply: PermissionReply; message?: string },
  ): Promise<boolean>;
  /** One list of chosen labels (or own words) per question. False: it was no longer open. */
  answerQuestion(endpoint: AgentEndpoint, questionId: string, answers: string[][]): Promise<boolean>;
  rejectQuestion(endpoint: AgentEndpoint, questionId: string): Promise<boolean>;
  /** Already idle is aborted. What was done stays. */
  abort(endpoint: AgentEndpoint, sessionId: string): Promise<void>;
};

export type AgentHealth = { isHealthy: true; version: string } | { isHealthy: false; reason: string };

/** The agent does not answer: it is gone, still booting, or hung. */
export class AgentUnreachable extends Error {
  override readonly name = "AgentUnreachable";
}

/** The agent answered and refused; `status` is the HTTP status, 0 where the answer could not be understood. */
export class AgentRefused extends Error {
  override readonly name = "AgentRefused";
  readonly status: number;
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
