import type { Metadata } from "next";
import { GitView } from "#components/git/git-view.tsx";

export const metadata: Metadata = { title: "Git" };

export default async function GitPage({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <GitView projectId={projectId} />;
}
