import type { Metadata } from "next";
import { AgentsPage } from "#components/configs/agents-page.tsx";

export const metadata: Metadata = { title: "Agents" };

interface ProjectAgentsPageProps {
  params: Promise<{ projectId: string }>;
}

export default async function ProjectAgentsPage({ params }: ProjectAgentsPageProps) {
  return <AgentsPage projectId={(await params).projectId} />;
}
