import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { every } from "#lib/platform/chore.ts";
import { type Environment, EnvironmentError } from "#lib/platform/env.ts";
import type { Platform } from "#lib/platform/platform.ts";

type TlsFiles = NonNullable<Environment["tls"]>;

/** A certificate with its key, as a listener takes them; nothing older than TLS 1.2 is spoken. */
export type Certificate = Pick<SecureContextOptions, "cert" | "key" | "minVersion">;

/** The pair of files; throws an EnvironmentError that says which is wrong and what is expected. */
export async function readCertificate({ cert: certPath, key: keyPath }: TlsFiles): Promise<Certificate> {
  const [cert, key] = await Promise.all([
    readOr(certPath, "The file that LOCKKEEPER_TLS_CERT names cannot be read by this server."),
    readOr(keyPath, "The file that LOCKKEEPER_TLS_KEY names cannot be read by this server."),
  ]);
  const leaf = parsedOr(
    () => new X509Certificate(cert),
    "LOCKKEEPER_TLS_CERT must name a PEM file with the server's certificate, followed by those of its issuers.",
  );
  const privateKey = parsedOr(
    () => createPrivateKey(key),
    "LOCKKEEPER_TLS_KEY must name a PEM file with a private key that is not encrypted.",
  );
  if (!leaf.checkPrivateKey(privateKey))
    throw new EnvironmentError("The key that LOCKKEEPER_TLS_KEY names is not that of the certificate.");
  const pair = { cert, key, minVersion: "TLSv1.2" } as const;
  // Also what follows the certificate has to be readable.
  parsedOr(() => createSecureContext(pair), "The certificate that LOCKKEEPER_TLS_CERT names cannot be used.");
  return pair;
}

const readOr = (path: string, sentence: string): Promise<string> =>
  readFile(path, "utf8").catch(() => {
    throw new EnvironmentError(sentence);
  });

function parsedOr<Parsed>(parse: () => Parsed, sentence: string): Parsed {
  try {
    return parse();
  } catch {
    throw new EnvironmentError(sentence);
  }
}

const lookMs = 5_000;

/**
 * Hands on a pair whenever the files hold another one, as after a renewal. A pair that does not fit, as while only one
 * of the files has been replaced, changes nothing; it is told once and looked at again.
 */
export function followCertificate(
  platform: Platform,
  files: TlsFiles,
  {
    first,
    take,
    everyMs = lookMs,
  }: { first: Certificate; take: (next: Certificate) => void; everyMs?: number },
): { stop(): void } {
  let known = first;
  let told = "";
  return every(everyMs, platform, "look at the certificate", async () => {
    try {
      const next = await readCertificate(files);
      told = "";
      if (next.cert === known.cert && next.key === known.key) return;
      known = next;
      take(next);
      platform.log.info("the certificate was replaced");
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      if (error.message !== told) platform.log.warn(`${error.message} The one before stays in use.`);
      told = error.message;
    }
  });
}
