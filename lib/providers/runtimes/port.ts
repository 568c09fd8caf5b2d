import type { Secret } from "#lib/kernel/secret.ts";
import type { runtimeKinds } from "#lib/kernel/states.ts";

/**
 * Where workspaces live. Life and death only: what happens inside goes through workspaced, at the observed address.
 *
 * Guarantees: every call aims at an end state and may be repeated (present is created, gone is removed); calls for one
 * workspace exclude each other, across processes too; every call ends by its deadline. Fails with a ProviderError that
 * says whether to try again, a VALIDATION_ERROR where the spec cannot be meant, or the reason of the caller's signal.
 */
export interface Runtime {
  readonly kind: RuntimeKind;
  readonly capabilities: RuntimeCapabilities;
  /** Makes sure of what any workspace of this spec needs before it is created: an image that may have to be built. */
  prepare(spec: PrepareSpec, options?: PrepareOptions): Promise<void>;
  /** Makes what the workspace needs, and starts nothing. Throws where it exists with another source or token. */
  create(spec: WorkspaceSpec, options?: RuntimeCallOptions): Promise<RuntimeRef>;
  /** Resolves when workspaced answers. One that hangs, or is of another version, is replaced; its terminals live on. */
  start(ref: RuntimeRef, options?: StartOptions): Promise<void>;
  /** Ends everything that runs in it: terminals, agents and what they left behind. */
  stop(ref: RuntimeRef, options?: RuntimeCallOptions): Promise<void>;
  /** Stops it and forgets it. With `keepData`, creating it again finds its files; a folder source is never touched. */
  remove(ref: RuntimeRef, options: RemoveOptions): Promise<void>;
  /** Unknown is `missing`; never throws for what it finds. */
  observe(ref: RuntimeRef, options?: RuntimeCallOptions): Promise<Observed>;
  list(options?: RuntimeCallOptions): Promise<Observed[]>;
  /** Takes over limits that changed while it exists; what cannot be changed under way counts from the next start on. */
  update(ref: RuntimeRef, limits: WorkspaceLimits, options?: RuntimeCallOptions): Promise<void>;
  /** Everything on this runtime that this installation made, whether or not a workspace still claims it. */
  listBelongings(options?: RuntimeCallOptions): Promise<Belonging[]>;
  /** Removes one of them; gone is removed. Throws where it is in use. */
  removeBelonging(belonging: Pick<Belonging, "kind" | "name">, options?: RuntimeCallOptions): Promise<void>;
  /**
   * Names each workspace there is, then each that something happens to, until the signal; ends or throws where the
   * runtime is lost. What it misses, the next look finds; absent where a runtime tells nothing by itself.
   */
  changes?(signal: AbortSignal): AsyncIterable<RuntimeRef>;
  /** Under which host programs in the workspace reach this server, and where it has to listen for them; null: as itself. */
  findWayBack(ref: RuntimeRef, options?: RuntimeCallOptions): Promise<WayBack | null>;
  /** The networks there are; none where workspaces are not walled. */
  listSubnets(options?: RuntimeCallOptions): Promise<Subnets>;
  /** What workspaced told, oldest first. With `follow` it ends only by its signal, quietly. */
  logs(ref: RuntimeRef, options?: LogOptions): AsyncIterable<LogLine>;
  /** One sample each interval, until the signal or the workspace's end. */
  stats(ref: RuntimeRef, options?: StatsOptions): AsyncIterable<Stats>;
}

/** Networks, each as `address/length of the prefix`. */
export interface Subnets {
  /** Those that workspaces of this installation are walled into. */
  walled: string[];
  others: string[];
}

export type RuntimeKind = (typeof runtimeKinds)[number];

/** What a driver knows its workspace by; only that driver reads it. */
export type RuntimeRef = string;

export interface RuntimeCapabilities {
  /** Whether workspaces are walled off from the server and from each other. */
  isIsolated: boolean;
  /** Whether a folder of the server's machine can be the source. */
  folderSources: boolean;
  resourceLimits: boolean;
  volumes: boolean;
  stats: boolean;
  logs: boolean;
}

export type WorkspaceSource = { type: "git" | "empty" } | { type: "folder"; path: string };

export interface WorkspaceSpec {
  workspaceId: string;
  projectId: string;
  slug: string;
  /** What workspaced asks of every request; 32 characters or more. */
  token: Secret;
  source: WorkspaceSource;
  image: string | null;
  limits: WorkspaceLimits;
}

/** Null: no limit of its own. Where a runtime keeps them nobody gets more than the machine has. */
export interface WorkspaceLimits {
  cpus: number | null;
  memoryBytes: number | null;
  processesMax: number | null;
}

export interface PrepareSpec {
  /** An image of the project's own; null: the runtime's usual one. */
  image: string | null;
}

export interface PrepareOptions extends RuntimeCallOptions {
  /** Hears what happens, line by line. */
  log?: (line: string) => void;
  /** What an image is pulled with, by its registry's host; null: as anybody may. */
  findLogin?: FindLogin;
}

export type FindLogin = (host: string) => Promise<RegistryLogin | null>;

export interface RegistryLogin {
  user: string;
  password: Secret;
}

export interface Belonging {
  kind: "container" | "volume" | "network" | "folder";
  /** What the runtime knows it by. */
  name: string;
  workspaceId: string | null;
  projectId: string | null;
  /** The short name that its project had when it was made, where it says. */
  slug?: string | null;
  /** Null where it was not measured. */
  sizeBytes: number | null;
  createdAt: Date | null;
}

export interface WayBack {
  /** What a program in the workspace calls this server. */
  host: string;
  /** The address of this machine that the server has to listen on for it; null where it listens there anyway. */
  listenOn: string | null;
}

export interface RuntimeCallOptions {
  /** For the whole call; the driver has a default for each. */
  deadlineMs?: number;
  signal?: AbortSignal | undefined;
}

export interface StartOptions extends RuntimeCallOptions {
  /** What it was created with: put back where programs in the workspace could get at it and changed it. */
  token?: Secret;
}

export interface RemoveOptions extends RuntimeCallOptions {
  keepData: boolean;
}

export interface LogOptions {
  follow?: boolean;
  /** Leaves out what is older. */
  since?: Date | undefined;
  signal?: AbortSignal | undefined;
}

export interface StatsOptions {
  intervalMs?: number;
  signal?: AbortSignal | undefined;
}

export type ObservedState = "running" | "stopped" | "missing" | "failed" | "unreachable";

export interface Observed {
  ref: RuntimeRef;
  state: ObservedState;
  /** One sentence for the screen wherever the state is not what a person asked for. */
  reason?: string;
  /** True where the runtime itself does not answer: of the workspace nothing is known. */
  isRuntimeAway?: boolean;
  /** Base URL of workspaced, while it runs. */
  address?: string;
  /** Of workspaced, where it is a process of this machine. */
  pid?: number;
  startedAt?: Date;
  /** Of the workspaced that runs. */
  version?: string;
}

export interface LogLine {
  /** Null where the line says no time. */
  at: Date | null;
  text: string;
}

export interface Stats {
  at: Date;
  /** Of one processor: 200 is two of them busy. */
  cpuPercent: number;
  memoryBytes: number;
  /** Null: no limit. */
  memoryMaxBytes: number | null;
  processes: number;
  /** Since it started; null where the runtime does not count. */
  readBytes: number | null;
  writtenBytes: number | null;
  receivedBytes: number | null;
  sentBytes: number | null;
}
