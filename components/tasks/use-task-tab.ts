"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

export const taskTabs = ["conversation", "changes", "checks", "history"] as const;
export type TaskTab = (typeof taskTabs)[number];

/** What is shown of the open task stands in the address, so that Back, reload and a link lead to it. */
export function useTaskTab(): [TaskTab, (tab: TaskTab) => void] {
  const pathname = usePathname();
  const given = useSearchParams().get("tab");
  const show = useCallback(
    (tab: TaskTab) => {
      window.history.pushState(null, "", tab === "conversation" ? pathname : `${pathname}?tab=${tab}`);
    },
    [pathname],
  );
  return [taskTabs.find((tab) => tab === given) ?? "conversation", show];
}
