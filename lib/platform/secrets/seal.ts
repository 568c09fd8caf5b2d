import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { rememberSecret } from "#lib/platform/known-secrets.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";

/**
 * Envelope encryption (AES-256-GCM): each secret has a data key of its own, wrapped by a key that lives outside the
 * database. `place` (table, row and column) is authenticated with it, so that a ciphertext copied to another row does
 * not open. Written as `v1.<id of the wrapping key>.<wrapped key>.<ciphertext>`, the parts in base64url. From then on the
 * text is taken out of what this process writes down, as one of `owner`'s where a row is another one with each secret.
 */
export function seal(masterKey: MasterKey, place: string, text: string, owner = place): string {
  rememberSecret(owner, text);
  return sealRecord(masterKey, place, text);
}

/** The same for a record that holds secrets among other things: what of it is secret is for the caller to say. */
export function sealRecord(masterKey: MasterKey, place: string, text: string): string {
  // Another process may have made a new key; what the old one seals from then on would have to be wrapped anew.
  masterKey.refresh();
  const dataKey = randomBytes(32);
  const body = encrypt(dataKey, place, Buffer.from(text, "utf8"));
  return wrap(masterKey, place, dataKey, body.toString("base64url"));
}

/**
 * The text that `seal` was given at the same place; throws when it was changed, moved or sealed by another key. It is
 * known from then on, as with `seal`.
 */
export function unseal(masterKey: MasterKey, place: string, sealed: string, owner = place): string {
  const text = unsealRecord(masterKey, place, sealed);
  rememberSecret(owner, text);
  return text;
}

/** What `sealRecord` was given. */
export function unsealRecord(masterKey: MasterKey, place: string, sealed: string): string {
  const { dataKey, body } = unwrap(masterKey, place, sealed);
  return decrypt(dataKey, place, Buffer.from(body, "base64url")).toString("utf8");
}

/** The same secret wrapped by the key in force: only the wrapped data key changes, the ciphertext stays as it is. */
export function rewrap(masterKey: MasterKey, place: string, sealed: string): string {
  const { dataKey, body } = unwrap(masterKey, place, sealed);
  return wrap(masterKey, place, dataKey, body);
}

function wrap(masterKey: MasterKey, place: string, dataKey: Buffer, body: string): string {
  const { id } = masterKey;
  const wrapped = encrypt(wrappingKey(masterKey, place, id), `${id}:${place}`, dataKey);
  return ["v1", id, wrapped.toString("base64url"), body].join(".");
}

function unwrap(masterKey: MasterKey, place: string, sealed: string): { dataKey: Buffer; body: string } {
  const [version, keyId, wrapped, body] = sealed.split(".");
  if (version !== "v1" || !keyId || !wrapped || !body) throw new Error(`The secret at ${place} is damaged.`);
  const key = wrappingKey(masterKey, place, keyId);
  return { dataKey: decrypt(key, `${keyId}:${place}`, Buffer.from(wrapped, "base64url")), body };
}

function wrappingKey(masterKey: MasterKey, place: string, keyId: string): Buffer {
  if (!masterKey.ids().includes(keyId)) masterKey.refresh();
  const key = masterKey.subKey("secrets", keyId);
  if (key) return key;
  throw new Error(
    `The secret at ${place} was sealed by master key ${keyId}; this server has ${masterKey.ids().join(" and ")}. ${mendOf(masterKey)}`,
  );
}

const mendOf = ({ holder }: MasterKey): string =>
  holder.kind === "file"
    ? `Copy the file master-key of the server that made this key to ${holder.path}.`
    : `Give every server of this installation the same ${holder.by}, and while it is being replaced the one before as LOCKKEEPER_MASTER_KEY_PREVIOUS.`;

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
