import { StatusDot } from "#components/shared/status-dot.tsx";
import { formatShortDuration } from "#lib/client/format.ts";
import type { TestedSetting } from "#lib/modules/settings/schema.ts";

/** How a test went, in the other side's words where it had some; read out once it is there. */
export function TestResult({ tested }: { tested: TestedSetting | null }) {
  return (
    <div role="status" className="empty:absolute">
      {tested && (
        <p className="rounded-md border bg-muted px-2.5 py-2 text-xs [overflow-wrap:anywhere]">
          <StatusDot status={tested.isGood ? "healthy" : "failed"} className="font-medium">
            {tested.isGood ? "It works" : "It does not work"}, {formatShortDuration(tested.durationMs)}
          </StatusDot>
          <span className="mt-1 block text-muted-foreground">{tested.sentence}</span>
        </p>
      )}
    </div>
  );
}
