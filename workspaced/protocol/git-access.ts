import { z } from "zod";

/**
 * The repository that an HTTP address means, however it is written: without a user, `.git` and what follows the path;
 * null for another address.
 */
export function gitPlaceOf(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return null;
  return parsed.origin + parsed.pathname.replace(/\/+$/, "").replace(/\.git$/, "");
}

/** Whether an address is of that place, or of a repository below it. */
export function isOfPlace(url: string, place: string): boolean {
  const found = gitPlaceOf(url);
  return found !== null && (found === place || found.startsWith(`${place}/`));
}

/** As `gitPlaceOf` writes it: what a token is for. It becomes the name of a setting, which ends at the first `=`. */
export const GitPlace = z
  .string()
  .max(1000)
  .refine((text) => gitPlaceOf(text) === text && !/[=\s]/.test(text), {
    message: "must be the address of a repository, such as https://github.com/acme/app",
  });

const oneLine = (value: string) => !/[\0\r\n]/.test(value);

export const HostKey = z.object({
  /** As in known_hosts: a name, or `[name]:port` where the port is not 22. */
  host: z
    .string()
    .max(300)
    .regex(/^(\[[A-Za-z0-9.:_-]+\]:\d{1,5}|[A-Za-z0-9.:_-]+)$/),
  keyType: z
    .string()
    .max(100)
    .regex(/^[a-z0-9@.-]+$/),
  /** In base64. */
  publicKey: z
    .string()
    .max(10_000)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/),
});
export type HostKey = z.infer<typeof HostKey>;

/** What one call may use toward remotes. It stands in no file and no argument, and is forgotten when the call ends. */
export const GitAccess = z.object({
  tokens: z
    .array(
      z.object({
        /** The repository, or the group of repositories, that it opens. */
        place: GitPlace,
        username: z.string().max(300).refine(oneLine),
        secret: z.string().max(4096).refine(oneLine),
      }),
    )
    .max(10),
  /** A private key as OpenSSH writes it; with one, hosts are known by `hostKeys` alone. */
  sshKey: z.string().max(20_000).nullable(),
  hostKeys: z.array(HostKey).max(200),
});
export type GitAccess = z.infer<typeof GitAccess>;

/** Where a remote is reached over SSH, in the words of known_hosts; null where it is not. */
export interface SshHost {
  name: string;
  port: number;
  known: string;
}

export function sshHostOf(url: string): SshHost | null {
  const parsed = /^ssh:\/\//i.test(url) ? URL.parse(url) : null;
  const short = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)([A-Za-z0-9][A-Za-z0-9.-]*):[^:]/.exec(url);
  const name = parsed?.hostname.replace(/^\[|\]$/g, "") || short?.[1];
  if (!name) return null;
  const port = Number(parsed?.port || 22);
  return { name, port, known: port === 22 ? name : `[${name}]:${port}` };
}

export const ScanHostInput = z.object({
  name: z
    .string()
    .max(255)
    .regex(/^[A-Za-z0-9][A-Za-z0-9.:_-]*$/),
  port: z.number().int().min(1).max(65_535),
});
export type ScanHostInput = z.infer<typeof ScanHostInput>;
export const ScanHostAnswer = z.object({ items: z.array(HostKey) });
export type ScanHostAnswer = z.infer<typeof ScanHostAnswer>;
