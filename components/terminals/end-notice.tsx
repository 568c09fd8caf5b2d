"use client";

import { CirclePower } from "lucide-react";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { Button } from "#components/ui/button.tsx";

interface EndNoticeProps {
  code: number | null;
  isStarting: boolean;
  onAgain: () => void;
  onClose: () => void;
}

/** Lies over a terminal whose shell has ended: what it printed stays to be read. */
export function EndNotice({ code, isStarting, onAgain, onClose }: EndNoticeProps) {
  return (
    <div data-slot="end-notice" className="absolute inset-x-2 bottom-2 z-10">
      <StaleBanner
        tone="quiet"
        icon={CirclePower}
        action={{ label: "Start again", onClick: onAgain, isBusy: isStarting }}
      >
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1">{sentenceOf(code)}</span>
          <Button size="xs" variant="ghost" onClick={onClose}>
            Close
          </Button>
        </span>
      </StaleBanner>
    </div>
  );
}

/** Codes above 128 stand for the signal that ended it. */
function sentenceOf(code: number | null): string {
  if (code === null) return "This terminal was closed.";
  return code > 128 ? `The shell was ended by signal ${code - 128}.` : `The shell ended with code ${code}.`;
}
