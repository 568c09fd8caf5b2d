/** What a reader of addresses would resolve: `.` or `..` between slashes, written out or encoded. */
const dots = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Whether a request's target is a path of this server: in origin form (RFC 9112, 3.2.1), which no client of a server
 * leaves, with a path that can be decoded and that says where it leads. Of the rest Next makes redirects to where the
 * target says, or failures; and what is one path to those who count and let in, and another one once its dots are
 * resolved, is counted as what it is not. Every client resolves them before it asks.
 */
export function isPathOfServer(target: string): boolean {
  const path = target.split("?", 1)[0] ?? "";
  if (!/^\/(?!\/)[^\\#]*$/.test(path) || dots.test(path)) return false;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
