"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

export const taskTabs = ["conversation", "compare", "changes", "checks", "history"] as const;
export type TaskTab = (typeof taskTabs)[number];

/** What is shown of the open task stands in the address, so that Back, reload and a link lead to it. */
export function useTaskTab(): [TaskTab, (tab: TaskTab) => void] {
  const given = useSearchParams().get("tab");
  const show = useCallback((tab: TaskTab) => {
    // What the board beside it is narrowed to stays.
    const address = new URL(window.location.href);
    if (tab === "conversation") address.searchParams.delete("tab");
    else address.searchParams.set("tab", tab);
    address.searchParams.delete("feedback");
    window.history.pushState(null, "", `${address.pathname}${address.search}`);
  }, []);
  return [taskTabs.find((tab) => tab === given) ?? "conversation", show];
}
