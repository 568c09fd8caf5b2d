import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { readForPage } from "#app/(console)/read-for-page.ts";
import { ApprovalDetail } from "#components/approvals/approval-detail.tsx";
import { titleOf } from "#components/operations/operation-words.ts";
import { readOperation } from "#lib/operations/read-operation.ts";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

interface ApprovalPageProps {
  params: Promise<{ operationId: string }>;
}

export async function generateMetadata({ params }: ApprovalPageProps): Promise<Metadata> {
  const operation = await readForPage(readOperation, { operationId: (await params).operationId });
  return { title: operation ? `${titleOf(operation)} ${operation.target.name}` : "Approval" };
}

export default async function ApprovalPage({ params }: ApprovalPageProps) {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  const { operationId } = await params;
  return <ApprovalDetail key={operationId} operationId={operationId} user={session.user} />;
}
