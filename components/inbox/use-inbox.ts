"use client";

import { useQuery } from "@tanstack/react-query";
import { approvalQueries } from "#lib/client/approval-queries.ts";
import { inboxQueries } from "#lib/modules/inbox/queries.ts";

/** All that waits for the one who looks; the side bar and the page share one reading. */
export function useInbox() {
  const { data } = useQuery(approvalQueries.summary());
  return useQuery(inboxQueries.all(data?.counts.waiting ?? 0));
}
