/**
 * What every request and upgrade goes through before anything of the product sees it: who it is from is written down,
 * its answer gets its headers, and it is counted; then it goes to the REST door, to a page, or to a terminal. What is
 * refused here is answered without reading more of it than its head.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { admitThen } from "#lib/http/admit-request.ts";
import type { Door } from "#lib/http/app.ts";
import { hasRoomFor, limitBody, pageBodyMax } from "#lib/http/body-limits.ts";
import { bindCookies, takeBoundCookies } from "#lib/http/host-cookies.ts";
import { cameSecurely, markPeer, type TrustedHops } from "#lib/http/peer-address.ts";
import { isPathOfServer } from "#lib/http/request-target.ts";
import { secureAnswer, securePage } from "#lib/http/security-headers.ts";
import { limitAnswer } from "#lib/http/socket-limits.ts";
import type { WaysBack } from "#lib/http/way-back.ts";
import { isHttps } from "#lib/platform/public-address.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Front {
  ways: Pick<Door, "platform" | "limits">;
  network: { current(): { trustedHops: TrustedHops } };
  waysBack?: Pick<WaysBack, "isWalled" | "answerWalled">;
  callDoor: Answer;
  callPage: Answer;
  callUpgrade: Upgrade;
  isDevelopment: boolean;
}

export function createFront(front: Front): { answer: Answer; upgrade: Upgrade } {
  const { ways, network, waysBack, callDoor, callPage, callUpgrade, isDevelopment } = front;
  const isSafe = isHttps(ways.platform.environment);

  const answerPage: Answer = (request, response) => {
    if (!hasRoomFor(request, pageBodyMax(request.url ?? "/")))
      return refuse(response, 413, "That is more than this address takes. Send less.");
    securePage(request, response, { isDevelopment });
    callPage(request, response);
  };
  return {
    answer(request, response) {
      limitBody(request);
      limitAnswer(response);
      if (waysBack?.isWalled(request)) return waysBack.answerWalled(request, response);
      markPeer(request, network.current());
      const isSecure = cameSecurely(headersOf(request));
      if (isSecure && !isSafe) bindCookies(request, response);
      secureAnswer(response, { isSecure: isSafe || isSecure });
      if (request.method === "TRACE")
        return refuse(response, 405, "Nothing here is answered by its own echo.");
      if (!isPathOfServer(request.url ?? ""))
        return refuse(response, 400, "Ask for a path of this server, such as /projects.");
      const call = isForDoor(request.url ?? "/") ? callDoor : answerPage;
      admitThen({ ...ways, request, response }, () => call(request, response));
    },
    upgrade(request, socket, head) {
      if (waysBack?.isWalled(request)) return void socket.destroy();
      markPeer(request, network.current());
      if (cameSecurely(headersOf(request)) && !isSafe) takeBoundCookies(request);
      callUpgrade(request, socket, head);
    },
  };
}

const headersOf = ({ headers }: IncomingMessage) => ({
  get: (name: string) => [headers[name]].flat()[0] ?? null,
});

/** Addresses that never reach Next: the REST door and health. next-auth lives under Next. */
function isForDoor(url: string): boolean {
  const path = url.split("?", 1)[0] ?? "/";
  if (path === "/health" || path === "/healthz") return true;
  if (!path.startsWith("/api/")) return false;
  return !path.startsWith("/api/auth/") || path === "/api/auth/me" || path === "/api/auth/link";
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, STATUS_CODES[status], {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(`${sentence}\n`);
}
