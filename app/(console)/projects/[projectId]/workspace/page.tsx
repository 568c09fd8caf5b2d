import type { Metadata } from "next";
import { WorkspaceView } from "#components/workspaces/workspace-view.tsx";

export const metadata: Metadata = { title: "Workspace" };

interface WorkspacePageProps {
  params: Promise<{ projectId: string }>;
}

export default async function WorkspacePage({ params }: WorkspacePageProps) {
  return <WorkspaceView projectId={(await params).projectId} />;
}
