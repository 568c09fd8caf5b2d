import type { RunState } from "#lib/modules/runs/schema.ts";
import type { NewEvent } from "#lib/modules/runs/store.ts";
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
  switch (event.kind) {
    case "text": {
      const { role, text, isFinished } = event;
      // What the reviewer is asked is the diff again.
      if (role === "user" && source === "reviewer") return [];
      return [{ key, kind: "text", revision, data: { role, source, text, isFinished } }];
    }
    case "reasoning": {
      const { text, isFinished } = event;
      return [{ key, kind: "text", revision, data: { role: "reasoning", source, text, isFinished } }];
    }
    case "tool": {
      const { name, state: toolState, title, input, output, isOutputCut, error, diff } = event;
      const { startedAtMs, endedAtMs } = event;
      const durationMs = startedAtMs !== null && endedAtMs !== null ? endedAtMs - startedAtMs : null;
      const data = {
        source,
        name,
        state: toolState,
        title,
        input,
        output,
        isOutputCut,
        error,
        diff,
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
