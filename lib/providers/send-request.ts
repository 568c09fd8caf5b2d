import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { checkHost, guardedLookup, type OutgoingRule } from "#lib/platform/outgoing-address.ts";

export interface OutgoingRequest {
  url: URL;
  method?: "GET" | "POST";
  headers: Record<string, string>;
  body?: string | undefined;
  /** Where it may lead; asked when its host is looked up. */
  rule: OutgoingRule;
  signal: AbortSignal;
}

/**
 * One request to an address that people named; the answer is there once its head is. No redirect is followed: the
 * credential in it would go to where nobody said.
 */
export function sendRequest({
  url,
  method = "GET",
  headers,
  body,
  rule,
  signal,
}: OutgoingRequest): Promise<IncomingMessage> {
  const start = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    checkHost(url.hostname, rule);
    const asked = start(url, {
      method,
      headers: {
        "accept-encoding": "identity",
        "user-agent": "Lockkeeper",
        ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
        ...headers,
      },
      signal,
      lookup: guardedLookup(rule),
      // A connection of its own: one that was kept was checked by another one's rule.
      agent: false,
    });
    asked.once("response", resolve);
    asked.once("error", reject);
    // Without a listener Node closes such a connection and tells nobody.
    asked.once("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Error("It wants another protocol."));
    });
    asked.end(body);
  });
}
