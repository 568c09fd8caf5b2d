import { sign } from "node:crypto";
import type { Secret } from "#lib/kernel/secret.ts";

/** What every port that asks a GitHub has in common. */

export const publicGithubUrl = "https://github.com";

/** https://docs.github.com/en/enterprise-server/rest/quickstart: a GitHub of one's own answers below its own address. */
export const githubApiUrl = (url: string): string =>
  url === publicGithubUrl ? "https://api.github.com" : `${url}/api/v3`;

export const githubHeaders = (bearer: string): Record<string, string> => ({
  accept: "application/vnd.github+json",
  authorization: `Bearer ${bearer}`,
  "x-github-api-version": "2022-11-28",
});

/** An App and one of its installations. */
export interface GithubApp {
  appId: string;
  installationId: string;
  /** The whole .pem file. */
  privateKey: Secret;
}

/**
 * What an App proves itself by, for nine minutes; null where its key cannot be read.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app: ten minutes at the most.
 */
export function githubAppJwt({ appId, privateKey }: GithubApp): string | null {
  const seconds = Math.floor(Date.now() / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const claims = { iat: seconds - 60, exp: seconds + 540, iss: appId };
  const head = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  try {
    return `${head}.${sign("sha256", Buffer.from(head), privateKey.reveal()).toString("base64url")}`;
  } catch {
    return null;
  }
}
