import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { readForPage } from "#app/(console)/read-for-page.ts";
import { OperationDetail } from "#components/operations/operation-detail.tsx";
import { titleOf } from "#components/operations/operation-words.ts";
import { readOperation } from "#lib/operations/read-operation.ts";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

interface OperationPageProps {
  params: Promise<{ operationId: string }>;
}

export async function generateMetadata({ params }: OperationPageProps): Promise<Metadata> {
  const operation = await readForPage(readOperation, { operationId: (await params).operationId });
  return { title: operation ? `${titleOf(operation)} ${operation.target.name}` : "Operation" };
}

export default async function OperationPage({ params }: OperationPageProps) {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  const { operationId } = await params;
  return <OperationDetail key={operationId} operationId={operationId} userId={session.user.id} />;
}
