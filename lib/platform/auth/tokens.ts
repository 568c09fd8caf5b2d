import { createHash, randomBytes } from "node:crypto";

/** A token of 256 random bits, safe in URLs and cookies. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is kept of a token: SHA-256, in hex. */
export const hashToken = (token: string): string => createHash("sha256").update(token, "utf8").digest("hex");
