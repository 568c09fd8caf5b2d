import type { IncomingMessage, ServerResponse } from "node:http";
import { hostPattern } from "#lib/http/peer-address.ts";
import { isPathOfServer } from "#lib/http/request-target.ts";
import { isPathOfAgents, type WaysBack } from "#lib/http/way-back.ts";
import type { Environment } from "#lib/platform/env.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * What comes unencrypted to a port that speaks https. Agents of this machine, those in walled workspaces, and
 * what watches the process are answered: theirs never leaves it. A browser is sent on; anything else said its secrets in the open already, and is told.
 */
export function plainAnswers(
  { url }: Pick<Environment, "url">,
  { waysBack, answer }: { waysBack: Pick<WaysBack, "isWalled" | "answerWalled">; answer: Answer },
): Answer {
  return (request, response) => {
    if (waysBack.isWalled(request)) return waysBack.answerWalled(request, response);
    const target = request.url ?? "";
    if (isOfThisMachine(request) && (isPathOfAgents(target) || isHealth.test(target)))
      return answer(request, response);
    const { host = "" } = request.headers;
    // A program that is sent on goes on saying its key in the open, and nobody finds out.
    const isPage = (request.method === "GET" || request.method === "HEAD") && !/^\/api(?:\/|$)/.test(target);
    if (isPage && isPathOfServer(target) && hostPattern.test(host)) {
      const origin = url?.startsWith("https://") ? url : `https://${host}`;
      response.writeHead(308, { location: `${origin}${target}`, "content-length": "0" });
      return void response.end();
    }
    response.writeHead(400, { "content-type": "text/plain; charset=utf-8", connection: "close" });
    response.end(
      "This address speaks https alone: ask again with https://. What was sent could be read on its way.\n",
    );
  };
}

/** What watches the process from beside it. */
const isHealth = /^\/(?:health|healthz|api\/health)$/;

const isOfThisMachine = ({ socket: { remoteAddress, localAddress } }: IncomingMessage): boolean =>
  remoteAddress !== undefined && remoteAddress === localAddress;
