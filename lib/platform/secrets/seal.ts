import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { deriveKey } from "#lib/platform/master-key.ts";

/**
 * Envelope encryption (AES-256-GCM): each secret has a data key of its own, wrapped by a key that lives outside the
 * database. `place` (table, row and column) is authenticated with it, so that a ciphertext copied to another row does
 * not open. Written as `v1.<id of the wrapping key>.<wrapped key>.<ciphertext>`, the parts in base64url.
 */
export function seal(masterKey: MasterKey, place: string, text: string): string {
  const dataKey = randomBytes(32);
  const wrapped = encrypt(deriveKey(masterKey, "secrets"), `${masterKey.id}:${place}`, dataKey);
  const body = encrypt(dataKey, place, Buffer.from(text, "utf8"));
  return ["v1", masterKey.id, wrapped.toString("base64url"), body.toString("base64url")].join(".");
}

/** The text that `seal` was given at the same place; throws when it was changed, moved or sealed by another key. */
export function unseal(masterKey: MasterKey, place: string, sealed: string): string {
  const [version, keyId, wrapped, body] = sealed.split(".");
  if (version !== "v1" || !keyId || !wrapped || !body) throw new Error(`The secret at ${place} is damaged.`);
  if (keyId !== masterKey.id) {
    throw new Error(
      `The secret at ${place} was sealed by master key ${keyId}; this server has ${masterKey.id}.`,
    );
  }
  const wrappingKey = deriveKey(masterKey, "secrets");
  const dataKey = decrypt(wrappingKey, `${keyId}:${place}`, Buffer.from(wrapped, "base64url"));
  return decrypt(dataKey, place, Buffer.from(body, "base64url")).toString("utf8");
}

const nonceBytes = 12;
const tagBytes = 16;

function encrypt(key: Buffer, place: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(place, "utf8"));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, place: string, sealed: Buffer): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw new Error(`The secret at ${place} is damaged.`);
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(place, "utf8"));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}
