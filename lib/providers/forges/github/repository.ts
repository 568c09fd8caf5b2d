import type { ForgeRepository } from "#lib/providers/forges/port.ts";
import { publicGithubUrl } from "#lib/providers/github.ts";

const part = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

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
  host === github.hostname || (github.origin === publicGithubUrl && host === "ssh.github.com");
