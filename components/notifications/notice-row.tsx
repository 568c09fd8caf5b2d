import Link from "next/link";
import { askerOf, askOf, hrefOf, titleOf, wordOf } from "#components/notifications/notice-words.ts";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Countdown, RelativeTime } from "#components/shared/relative-time.tsx";
import type { NoticeView } from "#lib/modules/notifications/schema.ts";

interface NoticeRowProps {
  notice: NoticeView;
  onOpen: (notice: NoticeView) => void;
}

const rowClasses =
  "grid gap-1 rounded-md px-2.5 py-2 outline-offset-[-2px] transition-colors duration-fast hover:bg-accent";

/** Something that waits for the reader: what, who asks, what is asked of them and for how long. */
export function WaitingRow({ notice, onOpen }: NoticeRowProps) {
  const { level, expiresAt } = notice.operation;
  return (
    <Link href={hrefOf(notice)} onClick={() => onOpen(notice)} className={rowClasses}>
      <span className="flex items-center gap-2">
        <LevelBadge level={level} />
        {expiresAt && (
          <span className="ml-auto flex-none text-subtle-foreground text-xs tabular-nums">
            <Countdown until={expiresAt} after="over" /> left
          </span>
        )}
      </span>
      <span className="font-medium [overflow-wrap:anywhere]">{titleOf(notice)}</span>
      <span className="text-muted-foreground text-xs [overflow-wrap:anywhere]">
        Asked by {askerOf(notice)}. {askOf(notice)}
      </span>
    </Link>
  );
}

/** Something the reader was told; a mark says that it is new. */
export function RecentRow({ notice, onOpen }: NoticeRowProps) {
  const isNew = notice.readAt === null;
  const { outcome } = notice.operation;
  return (
    <Link href={hrefOf(notice)} onClick={() => onOpen(notice)} className={rowClasses}>
      <span className="flex items-baseline gap-2">
        <span className={isNew ? "font-medium [overflow-wrap:anywhere]" : "[overflow-wrap:anywhere]"}>
          {titleOf(notice)}
        </span>
        {isNew && (
          <span className="size-1.5 flex-none self-center rounded-full bg-attention">
            <span className="sr-only">new</span>
          </span>
        )}
      </span>
      <span className="flex gap-2 text-muted-foreground text-xs">
        <span className="min-w-0 [overflow-wrap:anywhere]">{outcome ?? wordOf(notice)}</span>
        <RelativeTime at={notice.at} className="ml-auto flex-none text-subtle-foreground" />
      </span>
    </Link>
  );
}
