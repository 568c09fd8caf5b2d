import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";

export interface SshKeyPair {
  /** One line, as it is pasted at a host. */
  publicKey: string;
  /** As OpenSSH keeps it, without a passphrase. */
  privateKey: string;
  /** SHA256:… as ssh-keygen prints it. */
  fingerprint: string;
}

const algorithm = "ssh-ed25519";

/** A new Ed25519 key in OpenSSH's own format (PROTOCOL.key): what Node writes, ssh-add cannot read. */
export function makeSshKey(comment: string): SshKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const publicBytes = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const seed = Buffer.from(privateKey.export({ format: "jwk" }).d ?? "", "base64url");
  const blob = Buffer.concat([field(algorithm), field(publicBytes)]);
  const check = randomBytes(4);
  const secret = Buffer.concat([
    check,
    check,
    blob,
    field(Buffer.concat([seed, publicBytes])),
    field(comment),
  ]);
  const bytes = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    field("none"),
    field("none"),
    field(""),
    number(1),
    field(blob),
    field(padded(secret)),
  ]);
  const lines = bytes.toString("base64").match(/.{1,70}/g) ?? [];
  const name = "OPENSSH PRIVATE KEY";
  return {
    publicKey: `${algorithm} ${blob.toString("base64")} ${comment}`,
    privateKey: [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`, ""].join("\n"),
    fingerprint: fingerprintOf(blob.toString("base64")),
  };
}

/** Of a public key in base64. */
export const fingerprintOf = (publicKey: string): string =>
  `SHA256:${createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("base64").replace(/=+$/, "")}`;

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([number(bytes.length), bytes]);
}

/** To a multiple of eight, with 1, 2, 3 … */
function padded(bytes: Buffer): Buffer {
  const missing = (8 - (bytes.length % 8)) % 8;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}
