import type { Metadata } from "next";
import { FirstApproval } from "#components/approvals/first-approval.tsx";

export const metadata: Metadata = { title: "Approvals" };

export default function ApprovalsPage() {
  return <FirstApproval />;
}
