/**
 * Whether a request's target is a path of this server: in origin form (RFC 9112, 3.2.1), which no client of a server
 * leaves, and with a path that can be decoded. Of the rest Next makes redirects to where the target says, or failures.
 */
export function isPathOfServer(target: string): boolean {
  if (!/^\/(?![/\\])/.test(target)) return false;
  try {
    decodeURIComponent(target.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}
