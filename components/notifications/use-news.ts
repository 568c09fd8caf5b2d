import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { askerOf, hrefOf, titleOf } from "#components/notifications/notice-words.ts";
import type { NoticePage, NoticeView } from "#lib/modules/notifications/schema.ts";

/**
 * Says once that something new waits for the reader: with a toast on the page that is looked at, unless it is the one
 * that lists it, and with a desktop notification where nobody looks and the person has allowed it.
 */
export function useNews(page: NoticePage | undefined, pathname: string): void {
  const router = useRouter();
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!page) return;
    const earlier = known.current;
    known.current = new Set([...(earlier ?? []), ...page.waiting.map(({ id }) => id)]);
    // What stood there when the page was opened is shown by the bell.
    if (!earlier) return;
    for (const notice of page.waiting) {
      if (earlier.has(notice.id) || notice.readAt !== null) continue;
      if (document.visibilityState === "hidden") showOnDesktop(notice);
      else if (!pathname.startsWith("/approvals")) showToast(notice, () => router.push(hrefOf(notice)));
    }
  }, [page, pathname, router]);
}

function showToast(notice: NoticeView, open: () => void): void {
  toast.info(`${notice.operation.level} waits for you`, {
    id: notice.operation.id,
    description: `${titleOf(notice)}, asked by ${askerOf(notice)}`,
    duration: 10_000,
    action: { label: "Look at it", onClick: open },
  });
}

function showOnDesktop(notice: NoticeView): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification(`${notice.operation.level} waits for you`, {
    body: `${titleOf(notice)}, asked by ${askerOf(notice)}`,
    // Several tabs show one of them.
    tag: notice.id,
  });
  shown.onclick = () => {
    window.focus();
    window.location.assign(hrefOf(notice));
    shown.close();
  };
}
