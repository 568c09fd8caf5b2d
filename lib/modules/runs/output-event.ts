import type { RunState } from "#lib/modules/runs/schema.ts";
import type { NewEvent } from "#lib/modules/runs/store.ts";
import { withoutBegunSecrets } from "#lib/platform/known-secrets.ts";
import type { AgentEvent } from "#lib/providers/agents/port.ts";

/** What the output shows of an agent's event; nothing of those that only change the run. */
export function outputEventOf(
  event: AgentEvent,
  source: "agent" | "reviewer",
  prefix: string,
  state: RunState,
): NewEvent[] {
  const key = prefix + event.key;
  const { revision } = event;
  const inPrefix = (within: string | null) => within && prefix + within;
  switch (event.kind) {
    case "text": {
      const { role, isFinished } = event;
      const text = soFar(event);
      // What the reviewer is asked is the diff again.
      if (role === "user" && source === "reviewer") return [];
      const within = inPrefix(event.within);
      return [{ key, kind: "text", revision, data: { role, source, within, text, isFinished } }];
    }
    case "reasoning": {
      const { isFinished } = event;
      const text = soFar(event);
      const within = inPrefix(event.within);
      const data = { role: "reasoning", source, within, text, isFinished };
      return [{ key, kind: "text", revision, data }];
    }
    case "tool": {
      const { name, state: toolState, title, input, isOutputCut, error, diff } = event;
      const { patch, exitCode, startedAtMs, endedAtMs } = event;
      const isRunning = toolState === "pending" || toolState === "running";
      const output = isRunning && event.output !== null ? withoutBegunSecrets(event.output) : event.output;
      const durationMs = startedAtMs !== null && endedAtMs !== null ? endedAtMs - startedAtMs : null;
      const data = {
        source,
        within: inPrefix(event.within),
        name,
        state: toolState,
        title,
        input,
        output,
        isOutputCut,
        error,
        diff,
        patch,
        exitCode,
        durationMs,
      };
      return [{ key, kind: "tool", revision, data }];
    }
    case "error":
      return [{ key, kind: "status", revision, data: { state, message: event.message } }];
    default:
      return [];
  }
}

/** Of a text that grows, what cannot be the beginning of a secret. */
const soFar = ({ text, isFinished }: { text: string; isFinished: boolean }): string =>
  isFinished ? text : withoutBegunSecrets(text);
