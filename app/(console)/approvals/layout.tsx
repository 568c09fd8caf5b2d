import type { ReactNode } from "react";
import { ApprovalsView } from "#components/approvals/approvals-view.tsx";

/** The queue stays where it is while one operation after the other opens beside it. */
export default function ApprovalsLayout({ children }: { children: ReactNode }) {
  return <ApprovalsView>{children}</ApprovalsView>;
}
