import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { ImageReference } from "#lib/kernel/image-reference.ts";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import { masterKeyFault, parseMasterKey, setupTokenFault } from "#lib/platform/weak-secrets.ts";

const roles = ["all", "web", "worker"] as const;
const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const modes = ["production", "development", "test"] as const;

/** What the process was told by its variables; paths are absolute, addresses have no slash at the end. */
export interface Environment {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: Secret | undefined;
  readonly home: string;
  /** Whom a server that is root runs local workspaces as. */
  readonly workspaceUser: string | undefined;
  readonly url: string | undefined;
  /** Where pull requests are opened: GitHub itself, or one of one's own. */
  readonly githubUrl: string;
  /** The socket of Docker, or of a Podman that speaks as Docker does. */
  readonly dockerSocket: string;
  /** Pulled for workspaces in containers, in place of the image that is built here. */
  readonly workspaceImage: string | undefined;
  /** What the image that is built here begins with. */
  readonly workspaceBaseImage: string;
  /** HTTP_PROXY and its sisters, as they are set: images are built with the server's own way out. */
  readonly proxies: Readonly<Record<string, Secret>>;
  /** Where npm was told to look, if anywhere else than usual. */
  readonly npmRegistry: string | undefined;
  /** How much one key or person may ask; 0 for no limit. */
  readonly requestsPerMinute: number;
  /** How much one address may ask without a credential that opens; 0 for no limit. */
  readonly strangerRequestsPerMinute: number;
  /** How many streams and sockets one key or person may have open; 0 for no limit. */
  readonly streamsMax: number;
  readonly setupToken: Secret | undefined;
  readonly masterKey: Secret | undefined;
  readonly role: (typeof roles)[number];
  readonly logLevel: (typeof logLevels)[number];
  readonly mode: (typeof modes)[number];
}

/** One sentence for the person who starts the server: which variable, and what it may be. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

const oneOf = <const T extends readonly [string, ...string[]]>(name: string, values: T) =>
  z.enum(values, `${name} must be one of: ${values.join(", ")}.`);

const portRule = "PORT must be a whole number from 0 to 65535 (0: any free port).";
const databaseRule = "DATABASE_URL must be an address that begins with postgres:// or postgresql://.";
const hostRule = "HOST must be an IP address or a host name, without a scheme or a port.";
const workspaceUserRule =
  "LOCKKEEPER_WORKSPACE_USER must be the name of a user of this machine, such as deploy.";
const dockerRule =
  "LOCKKEEPER_DOCKER_SOCKET must be the path of a socket on this machine, such as /var/run/docker.sock.";
const imageRule = (name: string) => `${name} must name an image, such as debian:bookworm-slim.`;
const githubRule =
  "LOCKKEEPER_GITHUB_URL must be the http:// or https:// address of a GitHub, without user, path or query.";
const urlRule =
  "LOCKKEEPER_URL must be the http:// or https:// address people use, without user, path or query.";

function isPublicUrl(value: string): boolean {
  const url = URL.parse(value);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    !url.username &&
    !url.password &&
    url.pathname === "/" &&
    !url.search &&
    !url.hash
  );
}

const withoutFault = (fault: (value: string) => string | undefined) =>
  z.string().superRefine((value, context) => {
    const message = fault(value);
    if (message) context.addIssue({ code: "custom", message });
  });

const countMax = 10_000_000;

const limitOf = (name: string, standard: number) => {
  const rule = `${name} must be a whole number from 0 to ${countMax} (0: no limit).`;
  return z
    .string()
    .regex(/^\d{1,8}$/, rule)
    .transform(Number)
    .refine((count) => count <= countMax, rule)
    .default(standard);
};

const imageReference = (name: string) =>
  z.string().refine((value) => ImageReference.safeParse(value).success, imageRule(name));

const schema = z
  .object({
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, portRule)
      .transform(Number)
      .refine((port) => port <= 65_535, portRule)
      .default(3000),
    HOST: z
      .string()
      .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/, hostRule)
      .default("127.0.0.1"),
    DATABASE_URL: z
      .string()
      .refine((value) => /^postgres(ql)?:\/\/./.test(value) && URL.canParse(value), databaseRule)
      .optional(),
    LOCKKEEPER_HOME: z.string().default(".lockkeeper"),
    LOCKKEEPER_WORKSPACE_USER: z
      .string()
      .regex(/^[a-z_][a-z0-9_.-]{0,31}$/i, workspaceUserRule)
      .optional(),
    LOCKKEEPER_URL: z
      .string()
      .refine(isPublicUrl, urlRule)
      .transform((value) => new URL(value).origin)
      .optional(),
    LOCKKEEPER_GITHUB_URL: z
      .string()
      .refine(isPublicUrl, githubRule)
      .transform((value) => new URL(value).origin)
      .default("https://github.com"),
    LOCKKEEPER_DOCKER_SOCKET: z
      .string()
      .regex(/^\/[^\0]{1,106}$/, dockerRule)
      .default("/var/run/docker.sock"),
    LOCKKEEPER_WORKSPACE_IMAGE: imageReference("LOCKKEEPER_WORKSPACE_IMAGE").optional(),
    LOCKKEEPER_WORKSPACE_BASE_IMAGE: imageReference("LOCKKEEPER_WORKSPACE_BASE_IMAGE").default(
      "debian:bookworm-slim",
    ),
    LOCKKEEPER_REQUESTS_PER_MINUTE: limitOf("LOCKKEEPER_REQUESTS_PER_MINUTE", 3_000),
    LOCKKEEPER_STRANGER_REQUESTS_PER_MINUTE: limitOf("LOCKKEEPER_STRANGER_REQUESTS_PER_MINUTE", 1_200),
    LOCKKEEPER_STREAMS_MAX: limitOf("LOCKKEEPER_STREAMS_MAX", 100),
    LOCKKEEPER_SETUP_TOKEN: withoutFault(setupTokenFault).optional(),
    LOCKKEEPER_MASTER_KEY: withoutFault((value) =>
      masterKeyFault(parseMasterKey(value), "LOCKKEEPER_MASTER_KEY"),
    ).optional(),
    ROLE: oneOf("ROLE", roles).default("all"),
    LOG_LEVEL: oneOf("LOG_LEVEL", logLevels).default("info"),
    NODE_ENV: oneOf("NODE_ENV", modes).default("production"),
  })
  .refine(({ ROLE, DATABASE_URL }) => ROLE === "all" || DATABASE_URL !== undefined, {
    error:
      "ROLE can be web or worker only with a DATABASE_URL: the parts of a split installation share one database.",
  });

/** What may lie in a file instead, as container engines hand secrets over: NAME_FILE is its path. */
const secretNames = ["DATABASE_URL", "LOCKKEEPER_MASTER_KEY", "LOCKKEEPER_SETUP_TOKEN"] as const;
const names = [...Object.keys(schema.shape), ...secretNames.map((name) => `${name}_FILE`)];

function takeFiles(given: Record<string, string | undefined>): Record<string, string | undefined> {
  const taken = { ...given };
  for (const name of secretNames) {
    const path = given[`${name}_FILE`];
    if (path === undefined || given[name] !== undefined) continue;
    try {
      taken[name] = readFileSync(path, "utf8").trim();
    } catch {
      throw new EnvironmentError(`The file that ${name}_FILE names cannot be read by this server.`);
    }
  }
  return taken;
}

const proxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"];

function proxiesFrom(given: Record<string, string | undefined>): Record<string, Secret> {
  const found: Record<string, Secret> = {};
  for (const name of proxyNames.flatMap((upper) => [upper, upper.toLowerCase()])) {
    const value = given[name];
    if (value) found[name] = secret(value);
  }
  return found;
}

function refuseUnknownNames(given: string[]): void {
  const unknown = given.find((name) => name.startsWith("LOCKKEEPER_") && !names.includes(name));
  if (!unknown) return;
  const known = names.filter((name) => name.startsWith("LOCKKEEPER_")).join(", ");
  throw new EnvironmentError(`${unknown} is not a variable that Lockkeeper knows; it knows ${known}.`);
}

/**
 * Reads and checks every process variable of Lockkeeper. An empty string counts as not set.
 * Throws an EnvironmentError whose message is one sentence and never repeats a value.
 */
export function readEnvironment(source: Record<string, string | undefined> = process.env): Environment {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  refuseUnknownNames(Object.keys(given));
  const parsed = schema.safeParse(takeFiles(given));
  if (!parsed.success) {
    throw new EnvironmentError(parsed.error.issues[0]?.message ?? "The process variables could not be read.");
  }
  const read = parsed.data;
  const wrap = (value: string | undefined) => (value === undefined ? undefined : secret(value));
  return Object.freeze({
    port: read.PORT,
    host: read.HOST,
    databaseUrl: wrap(read.DATABASE_URL),
    home: resolve(read.LOCKKEEPER_HOME),
    workspaceUser: read.LOCKKEEPER_WORKSPACE_USER,
    url: read.LOCKKEEPER_URL,
    githubUrl: read.LOCKKEEPER_GITHUB_URL,
    dockerSocket: read.LOCKKEEPER_DOCKER_SOCKET,
    workspaceImage: read.LOCKKEEPER_WORKSPACE_IMAGE,
    workspaceBaseImage: read.LOCKKEEPER_WORKSPACE_BASE_IMAGE,
    proxies: proxiesFrom(given),
    npmRegistry: given.npm_config_registry,
    requestsPerMinute: read.LOCKKEEPER_REQUESTS_PER_MINUTE,
    strangerRequestsPerMinute: read.LOCKKEEPER_STRANGER_REQUESTS_PER_MINUTE,
    streamsMax: read.LOCKKEEPER_STREAMS_MAX,
    setupToken: wrap(read.LOCKKEEPER_SETUP_TOKEN),
    masterKey: wrap(read.LOCKKEEPER_MASTER_KEY),
    role: read.ROLE,
    logLevel: read.LOG_LEVEL,
    mode: read.NODE_ENV,
  });
}
