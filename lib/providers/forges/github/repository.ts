import type { ForgeRepository } from "#lib/providers/forges/port.ts";

const part = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const publicUrl = "https://github.com";

/** `https://github.com/acme/app.git`, `git@github.com:acme/app` or `ssh://git@github.com/acme/app` → acme's app. */
export function githubRepository(url: string, githubUrl: string): ForgeRepository | null {
  const path = pathOf(url, new URL(githubUrl));
  const [owner = "", name = ""] = path?.split("/").slice(0, 2) ?? [];
  const bare = name.replace(/\.git$/, "");
  if (!part.test(owner) || !part.test(bare)) return null;
  return { kind: "github", owner, name: bare, place: `${githubUrl}/${owner}/${bare}` };
}

function pathOf(url: string, github: URL): string | null {
  const short = /^[A-Za-z0-9_.-]+@([A-Za-z0-9.-]+):(?!\/\/)\/?(.+)$/.exec(url);
  if (short) return isHost(short[1] ?? "", github) ? (short[2] ?? null) : null;
  const parsed = URL.parse(url);
  if (!parsed) return null;
  const path = parsed.pathname.replace(/^\/+/, "");
  if (parsed.protocol === "ssh:") return isHost(parsed.hostname, github) ? path : null;
  return parsed.origin === github.origin ? path : null;
}

/** GitHub itself is reached over SSH by a second name too. */
const isHost = (host: string, github: URL): boolean =>
  host === github.hostname || (github.origin === publicUrl && host === "ssh.github.com");

/** https://docs.github.com/en/enterprise-server/rest/quickstart: a GitHub of one's own answers below its own address. */
export function apiUrlOf({ owner, name, place }: ForgeRepository): string {
  const { origin } = new URL(place);
  const api = origin === publicUrl ? "https://api.github.com" : `${origin}/api/v3`;
  return `${api}/repos/${owner}/${name}`;
}
