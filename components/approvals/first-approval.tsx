"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { approvalHref, readApprovalAddress } from "#lib/client/approval-address.ts";
import { approvalQueries } from "#lib/client/approval-queries.ts";
import { useIsWide } from "#lib/client/use-is-wide.ts";

/** Where nothing is chosen and there is room beside the list, its first entry opens. */
export function FirstApproval() {
  const router = useRouter();
  const isWide = useIsWide();
  const { view, filter } = readApprovalAddress(new URLSearchParams(useSearchParams()));
  const { data, isPlaceholderData } = useInfiniteQuery(approvalQueries.list(view, filter));
  const first = isPlaceholderData ? undefined : data?.[0]?.id;
  const href = first === undefined ? null : approvalHref(view, filter, first);
  useEffect(() => {
    if (isWide && href !== null) router.replace(href, { scroll: false });
  }, [isWide, href, router]);
  if (!isWide || !data || isPlaceholderData) return null;
  if (href !== null) return <LoadingText label="Opening the first" lines={9} className="max-w-3xl p-6" />;
  return (
    <div className="grid flex-1 place-items-center">
      <EmptyView icon={ShieldCheck} title="Nothing to answer">
        What waits opens here: who asks, what exactly would go, and what could bring it back.
      </EmptyView>
    </div>
  );
}
