import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey, type MasterKey } from "#lib/platform/master-key.ts";

/** What a cookie of a browser carries for us: anybody who has it can read it, and nobody but this installation write it. */
export function signText(masterKey: MasterKey, purpose: "link" | "disabled", value: unknown): string {
  const text = Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${text}.${macOf(masterKey, purpose, text)}`;
}

/** Undefined for what is not ours, or was signed for something else. */
export function openSigned(masterKey: MasterKey, purpose: "link" | "disabled", cookie: string): unknown {
  const [text = "", mac = ""] = cookie.split(".");
  const expected = Buffer.from(macOf(masterKey, purpose, text));
  const given = Buffer.from(mac);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
}

const macOf = (masterKey: MasterKey, purpose: string, text: string): string =>
  createHmac("sha256", deriveKey(masterKey, "sessions"))
    .update(`${purpose} ${text}`, "utf8")
    .digest("base64url");
