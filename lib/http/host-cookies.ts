import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";

const own = "lockkeeper_";
const bound = `__Host-${own}`;

/**
 * Where nobody told the server its address, a proxy or the socket says that people come over https. Their cookies are
 * then bound to the host all the same: what goes out under our names gets the prefix that no other host under the same
 * domain can write, and only such a one comes in, under the name that everything behind reads.
 */
export function bindCookies(request: IncomingMessage, response: ServerResponse): void {
  takeBoundCookies(request);
  const { writeHead } = response;
  const bindAll = (value: OutgoingHttpHeader | undefined) =>
    value === undefined ? undefined : [value].flat().map((cookie) => boundCookie(String(cookie)));
  const wrapped = (status: number, ...rest: unknown[]) => {
    const set = bindAll(response.getHeader("set-cookie"));
    if (set) response.setHeader("set-cookie", set);
    const headers = rest.at(-1);
    if (isHeaders(headers)) {
      for (const name of Object.keys(headers))
        if (name.toLowerCase() === "set-cookie") headers[name] = bindAll(headers[name]);
    } else if (Array.isArray(headers)) {
      bindPairs(headers);
    }
    return Reflect.apply(writeHead, response, [status, ...rest]);
  };
  response.writeHead = wrapped as typeof writeHead;
}

const isHeaders = (value: unknown): value is OutgoingHttpHeaders =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Headers as Node also takes them: a name, its value, and so on. */
function bindPairs(headers: unknown[]): void {
  for (let at = 0; at < headers.length; at += 2)
    if (String(headers[at]).toLowerCase() === "set-cookie")
      headers[at + 1] = [headers[at + 1]].flat().map((cookie) => boundCookie(String(cookie)));
}

function boundCookie(cookie: string): string {
  if (!cookie.startsWith(own)) return cookie;
  const isSecure = /;\s*secure\s*(?:;|$)/i.test(cookie);
  return `${bound}${cookie.slice(own.length)}${isSecure ? "" : "; Secure"}`;
}

/** The half of it that an upgrade needs, whose answer sets none. */
export function takeBoundCookies(request: IncomingMessage): void {
  const { cookie } = request.headers;
  if (cookie === undefined) return;
  const kept = cookie
    .split(";")
    .map((part) => part.trim())
    .filter((part) => !part.startsWith(own))
    .map((part) => (part.startsWith(bound) ? part.slice("__Host-".length) : part))
    .join("; ");
  request.headers.cookie = kept;
  const raw = request.rawHeaders;
  const others = raw.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() !== "cookie" ? [name, raw[index + 1] ?? ""] : [],
  );
  raw.splice(0, raw.length, ...others, "cookie", kept);
}
