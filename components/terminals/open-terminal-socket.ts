import { getJson } from "#lib/client/fetcher.ts";
import { RequestError } from "#lib/client/request-error.ts";
import type { ViewerQuery } from "#lib/client/terminal-connection.ts";
import type { ProbeAnswer } from "#lib/client/terminal-phase.ts";
import type { TerminalSocket } from "#lib/client/viewer-socket.ts";
import { TerminalView } from "#lib/modules/terminals/schema.ts";

/** The browser's socket to a terminal, on the origin of the page. */
export function openTerminalSocket(id: string, query: ViewerQuery): TerminalSocket {
  const url = new URL(`/api/terminal/ws/${encodeURIComponent(id)}`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return new WebSocket(url);
}

/** Why a socket was refused, which browsers keep to themselves. */
export async function probeTerminal(id: string): Promise<ProbeAnswer> {
  try {
    const view = await getJson(`/api/terminals/${encodeURIComponent(id)}`, TerminalView);
    if (!view.mayType)
      return { kind: "refused", reason: "You may read this project, not type in its terminals." };
    return view.workspaceState === "running" ? { kind: "there" } : { kind: "stopped" };
  } catch (error) {
    if (!(error instanceof RequestError)) return { kind: "unknown" };
    if (error.status === 401) return { kind: "signed-out" };
    if (error.status === 403) return { kind: "refused", reason: error.message };
    return { kind: error.status === 404 ? "gone" : "unknown" };
  }
}
