import type { Metadata } from "next";
import { FilesView } from "#components/files/files-view.tsx";

export const metadata: Metadata = { title: "Files" };

export default async function FilesPage({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <FilesView projectId={projectId} />;
}
