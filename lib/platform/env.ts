import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { ImageReference } from "#lib/kernel/image-reference.ts";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import {
  type GivenSettings,
  readSettingVariables,
  secretSettingVariables,
  settingVariables,
} from "#lib/platform/setting-variables.ts";
import {
  isPlainAddress,
  readSignInVariables,
  type SignInVariables,
  secretSignInVariables,
  signInVariables,
} from "#lib/platform/sign-in-variables.ts";
import {
  databaseFault,
  exampleFault,
  masterKeyFault,
  parseMasterKey,
  setupTokenFault,
} from "#lib/platform/weak-secrets.ts";

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
  /** What holds for settings where nobody set anything else in the dashboard. */
  readonly settings: GivenSettings;
  /** Where people may sign in until an admin says otherwise in the dashboard. */
  readonly signIn: SignInVariables;
  /** The files of the certificate and its key where the server itself speaks https. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly setupToken: Secret | undefined;
  readonly masterKey: Secret | undefined;
  /** The variable that gave it. */
  readonly masterKeyBy: string;
  /** The one before it, while it is being replaced. */
  readonly masterKeyPrevious: Secret | undefined;
  /** What the product's own backups are encrypted with, where it does not lie in the home. */
  readonly backupKey: Secret | undefined;
  /** Where programs of the machine are looked for. */
  readonly programsPath: string;
  /** An upgrade goes on where no backup can be made before it. */
  readonly isUpgradeWithoutBackup: boolean;
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
const urlRule =
  "LOCKKEEPER_URL must be the http:// or https:// address people use, without user, path or query.";

const isPublicUrl = (value: string): boolean => isPlainAddress(value) && URL.parse(value)?.pathname === "/";

const withoutFault = (fault: (value: string) => string | undefined) =>
  z.string().superRefine((value, context) => {
    const message = fault(value);
    if (message) context.addIssue({ code: "custom", message });
  });

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
      .pipe(withoutFault(databaseFault))
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
    LOCKKEEPER_DOCKER_SOCKET: z
      .string()
      .regex(/^\/[^\0]{1,106}$/, dockerRule)
      .default("/var/run/docker.sock"),
    LOCKKEEPER_WORKSPACE_IMAGE: imageReference("LOCKKEEPER_WORKSPACE_IMAGE").optional(),
    LOCKKEEPER_WORKSPACE_BASE_IMAGE: imageReference("LOCKKEEPER_WORKSPACE_BASE_IMAGE").default(
      "debian:bookworm-slim",
    ),
    LOCKKEEPER_TLS_CERT: z.string().optional(),
    LOCKKEEPER_TLS_KEY: z.string().optional(),
    LOCKKEEPER_SETUP_TOKEN: withoutFault(setupTokenFault).optional(),
    LOCKKEEPER_MASTER_KEY: withoutFault((value) =>
      masterKeyFault(parseMasterKey(value), "LOCKKEEPER_MASTER_KEY"),
    ).optional(),
    LOCKKEEPER_MASTER_KEY_PREVIOUS: withoutFault((value) =>
      masterKeyFault(parseMasterKey(value), "LOCKKEEPER_MASTER_KEY_PREVIOUS"),
    ).optional(),
    LOCKKEEPER_BACKUP_KEY: withoutFault((value) =>
      masterKeyFault(parseMasterKey(value), "LOCKKEEPER_BACKUP_KEY"),
    ).optional(),
    LOCKKEEPER_UPGRADE_WITHOUT_BACKUP: oneOf("LOCKKEEPER_UPGRADE_WITHOUT_BACKUP", ["0", "1"]).default("0"),
    ROLE: oneOf("ROLE", roles).default("all"),
    LOG_LEVEL: oneOf("LOG_LEVEL", logLevels).default("info"),
    NODE_ENV: oneOf("NODE_ENV", modes).default("production"),
  })
  .refine(
    ({ LOCKKEEPER_TLS_CERT: cert, LOCKKEEPER_TLS_KEY: key }) => (cert === undefined) === (key === undefined),
    {
      error:
        "LOCKKEEPER_TLS_CERT and LOCKKEEPER_TLS_KEY belong together: set both to serve https, or neither.",
    },
  )
  .refine(({ ROLE, DATABASE_URL }) => ROLE === "all" || DATABASE_URL !== undefined, {
    error:
      "ROLE can be web or worker only with a DATABASE_URL: the parts of a split installation share one database.",
  });

/** What may lie in a file instead, as container engines hand secrets over: NAME_FILE is its path. */
const secretNames = [
  "DATABASE_URL",
  "LOCKKEEPER_MASTER_KEY",
  "LOCKKEEPER_MASTER_KEY_PREVIOUS",
  "LOCKKEEPER_BACKUP_KEY",
  "LOCKKEEPER_SETUP_TOKEN",
  ...secretSettingVariables,
  ...secretSignInVariables,
];
const names = [
  ...Object.keys(schema.shape),
  ...settingVariables,
  ...signInVariables,
  ...secretNames.map((name) => `${name}_FILE`),
];

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

function tlsFrom(read: {
  LOCKKEEPER_TLS_CERT?: string | undefined;
  LOCKKEEPER_TLS_KEY?: string | undefined;
}) {
  const { LOCKKEEPER_TLS_CERT: cert, LOCKKEEPER_TLS_KEY: key } = read;
  return cert !== undefined && key !== undefined ? { cert: resolve(cert), key: resolve(key) } : undefined;
}

/** The secrets of other services; those of this product have rules of their own. */
function refuseExamples(given: Record<string, string | undefined>): void {
  for (const name of [...secretSettingVariables, ...secretSignInVariables]) {
    const value = given[name];
    const fault = value === undefined ? undefined : exampleFault(value, name);
    if (fault) throw new EnvironmentError(fault);
  }
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

function refuse(sentence: string): never {
  throw new EnvironmentError(sentence);
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
  const taken = takeFiles(given);
  refuseExamples(taken);
  const parsed = schema.safeParse(taken);
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
    dockerSocket: read.LOCKKEEPER_DOCKER_SOCKET,
    workspaceImage: read.LOCKKEEPER_WORKSPACE_IMAGE,
    workspaceBaseImage: read.LOCKKEEPER_WORKSPACE_BASE_IMAGE,
    proxies: proxiesFrom(given),
    npmRegistry: given.npm_config_registry,
    settings: readSettingVariables(taken, refuse),
    signIn: readSignInVariables(taken, refuse),
    tls: tlsFrom(read),
    setupToken: wrap(read.LOCKKEEPER_SETUP_TOKEN),
    masterKey: wrap(read.LOCKKEEPER_MASTER_KEY),
    masterKeyBy: given.LOCKKEEPER_MASTER_KEY ? "LOCKKEEPER_MASTER_KEY" : "LOCKKEEPER_MASTER_KEY_FILE",
    masterKeyPrevious: wrap(read.LOCKKEEPER_MASTER_KEY_PREVIOUS),
    backupKey: wrap(read.LOCKKEEPER_BACKUP_KEY),
    programsPath: given.PATH ?? "/usr/local/bin:/usr/bin:/bin",
    isUpgradeWithoutBackup: read.LOCKKEEPER_UPGRADE_WITHOUT_BACKUP === "1",
    role: read.ROLE,
    logLevel: read.LOG_LEVEL,
    mode: read.NODE_ENV,
  });
}
