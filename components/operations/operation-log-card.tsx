"use client";

import { useMemo } from "react";
import { isOpen } from "#components/operations/operation-words.ts";
import { LogView } from "#components/shared/log-view.tsx";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { useOperationLog } from "#lib/client/operation-log.ts";
import { noticeRanks } from "#lib/client/sole-notice.ts";
import { useSoleNotice } from "#lib/client/use-sole-notice.ts";
import type { OperationView } from "#lib/kernel/answer.ts";

const fewLines = 5;

/** The log of work that has begun; what is done in the database alone writes none. */
export function OperationLogCard({ operation }: { operation: OperationView }) {
  return operation.attempt > 0 || operation.steps.length > 0 ? <FollowedLog operation={operation} /> : null;
}

function FollowedLog({ operation }: { operation: OperationView }) {
  const { lines, state } = useOperationLog(operation.id);
  const shown = useMemo(() => lines.map(({ at, line }) => ({ at, text: line })), [lines]);
  const isSpeaker = useSoleNotice(state === "reconnecting", noticeRanks.log);
  const isLive = isOpen(operation) && state !== "ended";
  return (
    <div className="grid gap-2">
      {isSpeaker && <StaleBanner>The log is interrupted. It goes on where it left off.</StaleBanner>}
      <LogView
        label="Log"
        lines={shown}
        isLive={isLive}
        className={isLive || shown.length > fewLines ? "h-80" : "h-36"}
      />
    </div>
  );
}
