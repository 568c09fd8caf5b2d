import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { OpenedProvider } from "#lib/modules/providers-llm/open-provider.ts";
import { checkHost, guardedLookup } from "#lib/platform/outgoing-address.ts";
import { ProviderError } from "#lib/providers/errors.ts";

/** A model may think this long before its first byte, or between two. */
const silenceMs = 10 * 60_000;

/**
 * What programs say of themselves and of their protocol. Nothing else: other headers choose whom a key's use is charged
 * to, or make another path or verb of a request.
 */
const told = new Set([
  "accept",
  "user-agent",
  "anthropic-version",
  "anthropic-beta",
  "openai-beta",
  "http-referer",
  "x-title",
]);
const isTold = (name: string): boolean => told.has(name) || name.startsWith("x-stainless-");

/** Headers of an answer that belong to one connection, or would be taken for those of our own side. */
const dropped = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-request-id",
  "set-cookie",
]);

export const isPassedBack = (name: string): boolean =>
  !dropped.has(name) && !name.startsWith("x-lockkeeper-");

/** A model may run on this machine or beside it; where a cloud keeps its machines' keys, none does. */
const addressRule = { allowPrivate: true };

interface Asked {
  method: "GET" | "POST";
  /** With the query. */
  path: string;
  headers: Headers;
  body: Uint8Array | null;
  signal: AbortSignal;
}

/** Sends it with the real key, once. Throws PROVIDER_ERROR where nobody answers. */
export function askProvider(provider: OpenedProvider, asked: Asked): Promise<IncomingMessage> {
  const url = new URL(provider.baseUrl + asked.path);
  const start = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(
        new ProviderError(provider.name, "The model provider does not answer.", { isRetryable: true, cause }),
      );
    try {
      checkHost(url.hostname, addressRule);
    } catch (error) {
      return fail(error);
    }
    const upstream = start(
      url,
      {
        method: asked.method,
        headers: headersFor(asked, provider),
        signal: asked.signal,
        lookup: guardedLookup(addressRule),
      },
      resolve,
    );
    upstream.setTimeout(silenceMs, () => upstream.destroy(new Error("silent for too long")));
    upstream.once("error", fail);
    // Without a listener Node closes such a connection and tells nobody.
    upstream.once("upgrade", (_, socket) => {
      socket.destroy();
      fail(new Error("it wants another protocol"));
    });
    upstream.end(asked.body ?? undefined);
  });
}

function headersFor({ headers, body }: Asked, { protocol, key }: OpenedProvider): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const [name, value] of headers) if (isTold(name)) sent[name] = value;
  // Plain, so that what it took can be read as it passes.
  sent["accept-encoding"] = "identity";
  if (body) {
    sent["content-type"] = "application/json";
    sent["content-length"] = String(body.length);
  }
  if (!key) return sent;
  if (protocol === "anthropic") sent["x-api-key"] = key.reveal();
  else sent.authorization = `Bearer ${key.reveal()}`;
  return sent;
}
