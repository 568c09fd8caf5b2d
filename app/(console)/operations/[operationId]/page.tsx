import type { Metadata } from "next";
import { OperationDetail } from "#components/operations/operation-detail.tsx";

export const metadata: Metadata = { title: "Operation" };

interface OperationPageProps {
  params: Promise<{ operationId: string }>;
}

export default async function OperationPage({ params }: OperationPageProps) {
  const { operationId } = await params;
  return <OperationDetail key={operationId} operationId={operationId} />;
}
