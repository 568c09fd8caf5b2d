import type { LogLine } from "#components/shared/log-view.tsx";
import { parseJson } from "#lib/client/parse-json.ts";
import type { WorkspaceLogLine } from "#lib/modules/workspaces/schema.ts";

const badLevels = new Set(["error", "fatal", "warn"]);

/** A line of the workspace's programs as people read it: those that speak JSON say their message and what is with it. */
export function toLogLine({ at, line }: WorkspaceLogLine): LogLine {
  const record = line.startsWith("{") ? parseJson(line) : null;
  if (record === null || typeof record !== "object" || !("message" in record)) return { at, text: line };
  const { message, time, level, ...rest } = record as Record<string, unknown>;
  const more = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return {
    at: at ?? (typeof time === "string" ? time : null),
    text: [String(message), ...more].join("  "),
    tone: badLevels.has(String(level)) ? "bad" : "plain",
  };
}
